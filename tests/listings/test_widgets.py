"""The selects of Get Listed are those of Django, made faster."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from listings.steps.selects import Select


@pytest.mark.parametrize("value", ["", "b", None, 'x"y'])
def test_a_select_is_the_one_that_django_makes(value):
    choices = [("", "Choose …"), ("a", "A & B"), ("Group <1>", [("b", "B"), ("c", "C")])]
    attrs = {"id": "x", "required": True, "data-n": 'a"b'}
    kinds = (kind(choices=choices, attrs=attrs) for kind in (Select, forms.Select))
    ours, theirs = (kind.render("name", value) for kind in kinds)
    assertHTMLEqual(ours, theirs)
