"""The controls of Get Listed are those of Django, made faster."""

import pytest
from django import forms
from django.utils.translation import gettext_lazy, override
from pytest_django.asserts import assertHTMLEqual

from listings.steps.widgets import CheckboxSelectMultiple, Select, SharedChoices, TextInput


@pytest.mark.parametrize("value", ["", "b", None, 'x"y'])
def test_a_select_is_the_one_that_django_makes(value):
    choices = [("", "Choose …"), ("a", "A & B"), ("Group <1>", [("b", "B"), ("c", "C")])]
    attrs = {"id": "x", "required": True, "data-n": 'a"b'}
    kinds = (kind(choices=choices, attrs=attrs) for kind in (Select, forms.Select))
    ours, theirs = (kind.render("name", value) for kind in kinds)
    assertHTMLEqual(ours, theirs)


@pytest.mark.parametrize("value", ["", "b", None, 'x"y', "gone"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_select_of_shared_choices_is_the_one_that_django_makes(value, language):
    pairs = [("", gettext_lazy("Choose …")), ("a", gettext_lazy("Yes")), ("b", "B & <b>")]
    shared = SharedChoices(pairs)
    with override(language):
        for _turn in range(2):
            ours = Select(choices=shared, attrs={"id": "x"}).render("name", value)
            assertHTMLEqual(ours, forms.Select(choices=pairs, attrs={"id": "x"}).render("name", value))


@pytest.mark.parametrize("value", [None, "", 'a "line" & <more>', 0, 12])
def test_a_line_of_text_is_the_one_that_django_makes(value):
    attrs = {"id": "x", "inputmode": "numeric", "required": True}
    ours, theirs = (kind(attrs=attrs).render("name", value) for kind in (TextInput, forms.TextInput))
    assertHTMLEqual(ours, theirs)


@pytest.mark.parametrize("chosen", [[], ["a"], ["a", "b"], ["gone"]])
def test_boxes_to_tick_are_those_that_django_makes(chosen):
    def tags(kind):
        field = forms.MultipleChoiceField(choices=[("a", "A & B"), ("b", "<B>")], widget=kind)
        form = type("Boxes", (forms.Form,), {"boxes": field})({"boxes": chosen})
        return [box.tag() for box in form["boxes"]], str(form["boxes"])

    ours, theirs = tags(CheckboxSelectMultiple), tags(forms.CheckboxSelectMultiple)
    for our, their in zip(ours[0], theirs[0], strict=True):
        assertHTMLEqual(our, their)
    assertHTMLEqual(ours[1], theirs[1])
