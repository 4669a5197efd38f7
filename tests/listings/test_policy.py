"""What Get Listed promises stands once, in `listings/policy.py`, and is printed from there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from listings import policy

ROOT = Path(settings.BASE_DIR)
#: Sentences in which a number was typed again.
TYPED = re.compile(
    rf"\b({policy.CONFIRMATION_DAYS}|{policy.ASK_AFTER_DAYS}|{policy.ASK_AGAIN_AFTER_DAYS}) (more )?days"
    rf"|{policy.DECISION_DAYS} business days|\bof 7\b|{policy.HOLD_MINUTES} minutes|640 characters"
    rf"|within {policy.GONE_WITHIN_SECONDS} seconds"
)


def test_no_sentence_types_a_number_again_that_the_policy_says():
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")]
    files += [path for room in ("listings", "providers") for path in (ROOT / room).rglob("*.py")]
    found = {
        f"{path.relative_to(ROOT)}: {said[0]}" for path in files for said in TYPED.finditer(_sentences(path))
    }
    assert found == set()


def _sentences(path):
    """What people read in a file: all of a template, what is wrapped for translation in Python."""
    text = path.read_text()
    return text if path.suffix != ".py" else "\n".join(re.findall(r"_\((.*?)\)\n", text, re.S))


def test_a_number_that_is_changed_changes_the_sentences(monkeypatch):
    monkeypatch.setattr(policy, "DECISION_DAYS", 5)
    page = engines["django"].from_string("{% include 'listings/_heading.html' with name='review' %}")
    assert "within 5 business days" in page.render()


def test_a_number_that_no_policy_has_is_an_error_in_a_template():
    page = engines["django"].from_string("{% load promises %}{% promised 'NOTHING' %}")
    with pytest.raises(AttributeError):
        page.render()
