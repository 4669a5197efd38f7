"""Templates rendered once and filled in again and again."""

import pytest
from django.template.loader import render_to_string

from providers.vocabulary import TermLine
from psychly.web import fragments

TERM = TermLine("a", "Braces {0} {count} {{ } & <b>", "", 0)


def option(count):
    return {"name": "treatment", "term": TERM, "is_chosen": True, "count": count}


@pytest.mark.parametrize("value", [0, 12, "<i>", "{0}", "{name}", "\ue000\ue001"])
def test_a_filled_mold_is_what_the_template_renders(value):
    made = fragments.mold("providers/_option.html", option(fragments.SLOT))
    assert fragments.fill(made, value) == render_to_string("providers/_option.html", option(value))
    assert fragments.fill(made + made, value, value) == fragments.fill(made, value) * 2


def test_named_slots_are_filled_as_often_as_the_template_prints_them():
    slots = fragments.slots("address", "name")
    made = fragments.mold("providers/_card.html", {"card": slots, "is_demonstration": False})
    html = fragments.fill(made, address="/providers/x/?a=1&b=2", name='"><script>')
    assert 'href="/providers/x/?a=1&amp;b=2"' in html
    assert "&quot;&gt;&lt;script&gt;" in html
    assert "<script>" not in html


def test_no_mold_is_no_markup():
    assert fragments.fill("") == ""
