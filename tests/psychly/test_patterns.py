"""Every pattern of the product needs time in proportion to its text, and little of it, whatever the text."""

import pytest

from tests import worst_inputs


@pytest.mark.parametrize("use", worst_inputs.uses(), ids=lambda use: use.name)
def test_no_pattern_runs_away_from_a_text(use):
    runaways = [
        text.name for text in worst_inputs.texts(use.pattern) if worst_inputs.runs_away(use.run, text)
    ]
    assert runaways == []


@pytest.mark.parametrize("use", worst_inputs.uses(), ids=lambda use: use.name)
def test_no_pattern_costs_many_times_what_a_plain_one_costs(use):
    assert worst_inputs.dear(use.run, worst_inputs.texts(use.pattern)) == []


def test_no_pattern_is_hidden_from_this_test():
    assert worst_inputs.hidden_patterns() == []


def test_a_pattern_that_tries_every_pair_of_places_is_found_to_be_dear():
    use = worst_inputs.use_of(r"^.{1,400}?\. .{8,300}?\. \D{2,80}? \d{1,4}")  # bounded, and slow all the same
    assert worst_inputs.dear(use.run, worst_inputs.texts(use.pattern)) != []


@pytest.mark.parametrize("pattern", [r"\s+$", r"[\w-]{2,}\.com", r"(a+)+b", r"x.*y", r"\d+\w+!"])
def test_a_pattern_that_runs_away_is_found(pattern):
    use = worst_inputs.use_of(pattern)
    assert any(worst_inputs.runs_away(use.run, text) for text in worst_inputs.texts(use.pattern))
