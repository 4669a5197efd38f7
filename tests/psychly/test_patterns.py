"""Every pattern of the product needs time in proportion to its text, whatever the text."""

import pytest

from tests import worst_inputs


@pytest.mark.parametrize("use", worst_inputs.uses(), ids=lambda use: use.name)
def test_no_pattern_runs_away_from_a_text(use):
    runaways = [
        text.name for text in worst_inputs.texts(use.pattern) if worst_inputs.runs_away(use.run, text)
    ]
    assert runaways == []


def test_no_pattern_is_hidden_from_this_test():
    assert worst_inputs.hidden_patterns() == []


@pytest.mark.parametrize("pattern", [r"\s+$", r"[\w-]{2,}\.com", r"(a+)+b", r"x.*y", r"\d+\w+!"])
def test_a_pattern_that_runs_away_is_found(pattern):
    use = worst_inputs.use_of(pattern)
    assert any(worst_inputs.runs_away(use.run, text) for text in worst_inputs.texts(use.pattern))
