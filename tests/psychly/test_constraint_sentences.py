"""What the database would refuse is said in a sentence by the forms of admin, not by the name of a rule."""

import re

import pytest
from django.contrib import admin
from django.db import models
from django.test import RequestFactory

from articles.models import SideEffect
from providers.models import LegalStatus, Treatment
from psychly.models import User
from tests import factories

pytestmark = pytest.mark.django_db
#: Models whose pages save no form: they post to verbs, which refuse in words.
BY_VERBS = {"listings.Claim", "listings.InstantChange", "listings.Submission"}
OWN_APPS = {"articles", "listings", "providers", "psychly"}


@pytest.fixture
def boss(client):
    """The browser of somebody who may do everything."""
    factories.enter_desk(client, factories.user(is_staff=True, is_superuser=True))
    return client


def forms_of_admin():
    """(model, the model of its page, its form) of every form that the desk can save, rows below it too."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    for model, page in admin.site._registry.items():
        may = page.has_add_permission(request) or page.has_change_permission(request)
        if may and model._meta.app_label in OWN_APPS and model._meta.label not in BY_VERBS:
            yield model, model, page.get_form(request)
            for rows in page.get_inline_instances(request):
                yield rows.model, model, rows.get_formset(request).form


def fields_of(model, constraint):
    """The fields that a constraint looks at."""
    asked = [constraint.condition] if constraint.condition is not None else []
    read = {ref[0] for expression in asked for ref in model._get_expr_references(expression)}
    return read | set(getattr(constraint, "fields", ()))


def test_every_constraint_that_a_form_can_violate_has_a_sentence():
    nameless = set()
    checked = 0
    for model, page, form in forms_of_admin():
        parent = {field.name for field in model._meta.fields if field.related_model is page}
        for row in model._meta.constraints:
            if not fields_of(model, row) <= set(form.base_fields) | parent:
                continue
            checked += 1
            # A plain unique constraint has a sentence of Django's, which names the fields.
            is_plain = isinstance(row, models.UniqueConstraint) and row.condition is None
            if not is_plain and row.violation_error_message == row.default_violation_error_message:
                nameless.add(row.name)
    assert checked > 10
    assert nameless == set()


def legal(**said):
    """What the form of a row of law posts."""
    rows = {"sources-TOTAL_FORMS": "1", "sources-INITIAL_FORMS": "0", "sources-0-name": "A law"}
    plain = {"status": "lawful", "summary": "It is.", "known_on": "2026-11-01", "state": "TX"}
    return "providers/legalstatus", {**plain, **rows, **said}


def errors_in(client, where, data):
    page = client.post(f"/admin/{where}/add/", data)
    assert page.status_code == 200
    return " ".join(re.findall(r'<ul class="errorlist[^"]*".*?</ul>', page.content.decode(), re.S))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"treatment": "", "subject": ""}, "Choose a treatment or write a subject, one of them."),
        ({"treatment": "yes", "subject": "MDMA"}, "Choose a treatment or write a subject, one of them."),
        ({"subject": "Old subject"}, "There is a row on this subject in this state. Change that one."),
        ({"treatment": "yes"}, "There is a row on this treatment in this state. Change that one."),
    ],
)
def test_a_row_of_law_that_cannot_be_is_refused_in_words_once(boss, said, sentence):
    treatment = Treatment.objects.get(slug="esketamine")
    LegalStatus.objects.filter(treatment=treatment).delete()
    for about in ({"treatment": treatment}, {"subject": "Old subject"}):
        LegalStatus.objects.create(
            **about, state="TX", status="lawful", summary="It is.", known_on="2026-01-01"
        )
    if said.get("treatment"):
        said = {**said, "treatment": treatment.pk}
    errors = errors_in(boss, *legal(**said))
    assert errors.count(sentence) == 1
    assert "onstraint" not in errors


def test_a_side_effect_without_a_figure_or_counted_twice_is_refused_in_words(boss):
    work = factories.reference()
    plain = {"reference": work.pk, "effect": "Nausea", "group_size": "20", "position": "0"}
    errors = errors_in(boss, "articles/sideeffect", plain)
    assert "Give the percent, or a range from and to." in errors
    SideEffect.objects.create(reference=work, effect="Nausea", percent=5)
    errors = errors_in(boss, "articles/sideeffect", {**plain, "percent": "5"})
    assert "There is a row on this side effect in this work. Change that one." in errors
    assert "onstraint" not in errors


def test_a_work_whose_identifiers_cannot_be_stored_is_refused_in_words_or_cleaned(boss):
    errors = errors_in(
        boss, "articles/reference", {"doi": "10.1000/ABC", "pmid": "", "day": "3", "title": "x"}
    )
    assert "onstraint" not in errors
    assert "A day needs its month." in errors
