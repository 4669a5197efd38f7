"""Sentences of Django and allauth are said in the words of this site."""

import ast
import re

import pytest
from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext

CATALOG = settings.LOCALE_PATHS[0] / "en/LC_MESSAGES/django.po"


def entries():
    """(id, plural id or "", [words]) of every entry of the catalog but its head."""
    for block in CATALOG.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = dict(re.findall(r'^(msg\S+) (".*")$', block, re.M))
        if lines:
            words = [ast.literal_eval(lines[key]) for key in sorted(lines) if key.startswith("msgstr")]
            plural = ast.literal_eval(lines.get("msgid_plural", '""'))
            yield ast.literal_eval(lines["msgid"]), plural, words


def test_every_sentence_of_the_catalog_is_the_one_people_read():
    assert len(list(entries())) > 40
    for message, plural, words in entries():
        said = [ngettext(message, plural, count) for count in (1, 2)] if plural else [gettext(message)]
        assert said == words, "django-admin compilemessages"


def test_our_words_keep_the_values_that_they_carry():
    for message, plural, words in entries():
        values = set(re.findall(r"%\(\w+\)[sd]", message + plural))
        assert all(set(re.findall(r"%\(\w+\)[sd]", said)) <= values for said in words)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a\0b", "Take out the invisible characters."),
        ("x" * 3000, "Use 100 characters or fewer. There are 3000 now."),
    ],
)
def test_every_form_says_in_plain_words_what_to_change(value, said):
    with pytest.raises(forms.ValidationError) as refusal:
        forms.CharField(max_length=100).clean(value)
    assert refusal.value.messages == [said]
