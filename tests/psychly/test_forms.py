"""Forms through the project's own template pack."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As on your <license>.")
    about = forms.CharField(label="About", widget=forms.Textarea)
    role = forms.ChoiceField(label="Role", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(
        label="Tags", choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="Agree")
    shows = forms.BooleanField(
        label="Show", required=False, widget=forms.CheckboxInput(attrs={"role": "switch"})
    )
    born = forms.DateField(label="Day", widget=forms.SelectDateWidget(years=[2020]))
    secret = forms.IntegerField(widget=forms.HiddenInput)


def crispy(form, source="{{ form|crispy }}"):
    """The form as the pages render it."""
    return Template("{% load crispy_forms_tags %}" + source).render(
        Context({"form": form, "csrf_token": "t"})
    )


def ids(html):
    """All ids of a piece of HTML, in order."""
    return re.findall(r'\bid="([^"]+)"', html)


def test_every_error_of_the_summary_leads_to_something_that_can_take_focus():
    html = crispy(Sample({}))
    summary = html.split("</ul>")[0]
    assert "There is a problem" in summary
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets[:5] == ["id_name", "id_about", "id_role_0", "id_tags_0", "id_agree"]
    for target in targets[:5]:
        assert re.search(rf'<(input|textarea|select)[^>]*id="{target}"', html), target


def test_an_error_of_a_hidden_field_is_told_without_a_link():
    assert "<li>This field is required.</li>" in crispy(Sample({})).split("</ul>")[0]


def test_no_id_is_used_twice_and_every_description_exists():
    html = crispy(Sample({}))
    assert len(ids(html)) == len(set(ids(html)))
    described = {i for value in re.findall(r'aria-describedby="([^"]+)"', html) for i in value.split()}
    assert described
    assert described <= set(ids(html))


def test_groups_are_fieldsets_with_a_legend():
    html = crispy(Sample())
    assert html.count("<fieldset") == html.count("<legend") == 3
    assert "summary" not in html


def test_a_hint_is_escaped_and_tied_to_its_field():
    html = crispy(Sample())
    assert "&lt;license&gt;" in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_a_switch_stays_a_checkbox():
    assert re.search(r'<input type="checkbox"[^>]*role="switch"', crispy(Sample()))


def test_the_whole_form_tag_carries_token_layout_and_buttons():
    form = Sample({})
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("Who", Row("name", "about", css_class="two")), "role")
    form.helper.add_input(Submit("go", "Save and continue"))
    html = crispy(form, "{% crispy form %}")
    assert html.strip().startswith("<form")
    assert "csrfmiddlewaretoken" in html
    assert re.search(r'<legend>Who</legend>\s*<div\s+class="row two"', html)
    assert html.count("There is a problem") == 1
    assert ">Save and continue</button>" in html
    assert "btn" not in html


def test_a_formset_is_usable_without_a_layout():
    formset = forms.formset_factory(Sample, extra=2, can_delete=True)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    )
    html = crispy(formset)
    assert 'name="form-TOTAL_FORMS"' in html
    assert html.count('class="formset-row"') == 2
    assert html.count("There is a problem") == 1
    assert 'href="#id_form-0-role_0"' in html
    assert len(ids(html)) == len(set(ids(html)))
    assert html.count("<form") == 0
    assert crispy(formset, "{% crispy form %}").count("<form ") == 1


def test_a_page_of_several_forms_has_one_summary():
    source = (
        '{% include "psychly/summary.html" with forms=forms %}'
        '{% for form in forms %}{% include "psychly/fields.html" %}{% endfor %}'
    )
    html = Template(source).render(Context({"forms": [Sample({}, prefix="a"), Sample({}, prefix="b")]}))
    assert html.count("There is a problem") == 1
    assert 'href="#id_a-name"' in html
    assert 'href="#id_b-name"' in html


def test_the_title_of_a_page_with_an_error_begins_with_error():
    source = '{% extends "base.html" %}{% block title %}Step 1{% endblock %}'
    assert "<title>Error: Step 1" in Template(source).render(Context({"form": Sample({})}))
    assert "<title>Step 1" in Template(source).render(Context({"form": Sample()}))
    assert "<title>Error: Step 1" in Template(source).render(Context({"has_errors": True}))
