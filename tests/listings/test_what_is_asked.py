"""What is asked fits who answers, and is read as people write it."""

import datetime
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from listings.models import Submission
from listings.steps.cost_forms import CostForm, CostRowForm
from listings.steps.forms import CareForm, LicenseForm, PlaceForm, YouForm
from providers.document.schema import Document, read_document
from providers.profile.building import profile_of_draft
from providers.profile.structured_data import _prices
from tests import factories

TALK = {
    "you": {"role": "clinical-social-worker"},
    "care": {"offers": [{"treatment": "integration-therapy", "where": ["p1"]}], "team": []},
    "cost": {"costs": [], "fee": 180, "sliding_low": 90, "sliding_high": 150, "free_first_call": True},
}


def talk(**parts):
    """The document of a talk therapist."""
    said = factories.document(**{**TALK, **parts})
    said["licenses"]["licenses"][0]["type"] = "LCSW"
    said["licenses"]["holds_dea_registration"] = None
    return said


def stopping(said):
    return {(p.step, p.path) for p in Submission(document=said).problems() if p.stops}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("$1,200", 1200),
        ("$1,200.00", 1200),
        ("400 USD", 400),
        (" 400 dollars", 400),
        ("400.00", 400),
        ("USD 1,200", 1200),
        ("US$ 400", 400),
        ("$1,200.00 per session", 1200),
        ("$400/session", 400),
        ("", None),
    ],
)
def test_money_is_read_as_people_write_it(typed, read):
    assert CostRowForm.base_fields["session_low"].clean(typed) == read
    assert CostForm.base_fields["fee"].clean(typed) == read


@pytest.mark.parametrize(
    "typed", ["1,2", "400-500", "$", "a lot", "4.5", "-3", "1" * 400, "$1.5k", "1,200.50", "1 200"]
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        CostRowForm.base_fields["session_low"].clean(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2-3", 3),
        ("2 to 3 weeks", 3),
        ("4 weeks", 4),
        ("1 week", 1),
        ("6", 6),
        ("2—3", 3),
        ("3-2", 3),
        ("2 or 3 wks.", 3),
    ],
)
def test_a_wait_is_read_in_weeks_and_of_a_range_the_longer(typed, read):
    assert CareForm.base_fields["wait_weeks"].clean(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        *("2031-08-31", "08/31/2031", "8/31/2031", "August 31, 2031", "Aug 31, 2031", "8/31/31"),
        *("2031/08/31", "Aug. 31st, 2031", "august 31,2031", "31 Aug 2031", "31 August 2031"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed):
    assert LicenseForm.base_fields["expires_on"].clean(typed) == datetime.date(2031, 8, 31)


@pytest.mark.parametrize(
    "typed",
    [
        *("NPI 1234567893", "npi#: 1234567893", "NPI No. 123-456-7893", "1234567893", "NPI1234567893"),
        *("My NPI is 1234567893.", "NPI number: 1234 567 893", "1234567893 (NPI)"),
    ],
)
def test_an_npi_is_read_with_its_label(typed):
    form = YouForm({"npi": typed}, document=Document())
    assert form.is_valid(), form.errors
    assert form.cleaned_data["npi"] == "1234567893"


@pytest.mark.parametrize("typed", ["05/2031", "May 2031", "5.8.2031", "soon"])
def test_a_date_that_leaves_out_the_day_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="with its day, like 8/31/2027"):
        LicenseForm.base_fields["expires_on"].clean(typed)


def test_september_is_read_as_it_is_shortened():
    for typed in ("Sept 30, 2031", "Sept. 30th 2031", "Sep 30, 2031"):
        assert LicenseForm.base_fields["expires_on"].clean(typed) == datetime.date(2031, 9, 30)


def test_a_range_where_one_amount_is_asked_for_is_said():
    with pytest.raises(ValidationError, match="this is two of them"):
        CostRowForm.base_fields["session_low"].clean("$400 - $500")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["78704", "78704-1234", "78704 1234", "TX 78704", "ZIP 78704", "78704-", "78704–1234"]
)
def test_a_zip_is_read_as_people_and_browsers_write_it(typed):
    form = PlaceForm({"places-0-zip_code": typed}, prefix="places-0", document=Document())
    form.is_valid()
    assert form.cleaned_data["zip_code"] == "78704"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("License No. DEMO-17", "DEMO-17"),
        ("Lic. # DEMO-17", "DEMO-17"),
        ("license number: DEMO-17", "DEMO-17"),
        ("#DEMO-17", "DEMO-17"),
        ("No. DEMO 17", "DEMO 17"),
        ("NO12345", "NO12345"),  # part of the number
        ("LIC.12", "12"),
        ("License", "License"),
        ("DEMO-17", "DEMO-17"),
    ],
)
def test_a_license_number_is_read_without_its_label(typed, read):
    form = LicenseForm({"number": typed}, document=Document())
    form.is_valid()
    assert form.cleaned_data["number"] == read


@pytest.mark.django_db
def test_integration_is_offered_without_a_diagnosis_and_a_drug_is_not():
    assert stopping(talk()) == set()
    said = factories.document()
    said["care"]["offers"][0]["conditions"] = []
    assert ("care", "offers-0-conditions") in stopping(said)


@pytest.mark.django_db
def test_a_home_office_may_have_no_telephone_and_an_open_address_needs_one():
    said = talk()
    said["places"]["places"][0] |= {"phone": "", "shows_street": False}
    assert stopping(said) == set()
    said["places"]["places"][0]["shows_street"] = True
    assert stopping(said) == {("places", "places-0-phone")}


@pytest.mark.django_db
@pytest.mark.parametrize("street", ["PO Box 77", "P.O. Box 77", "p. o. box 77", "Post Office Box 7"])
def test_a_po_box_is_no_place_of_treatment(street):
    said = talk()
    said["places"]["places"][0]["street"] = street
    assert ("places", "places-0-street") in stopping(said)


@pytest.mark.django_db
@pytest.mark.parametrize("street", ["Hwy 99W, Milepost 31", "12 Boxwood Lane", "1 Po Boxer Street"])
def test_a_street_that_only_looks_like_a_box_passes(street):
    said = talk()
    said["places"]["places"][0]["street"] = street
    assert stopping(said) == set()


@pytest.mark.django_db
def test_a_talk_therapist_states_a_fee_and_is_not_shown_as_negligent(client):
    row = Submission.objects.create(owner=factories.user(), document=talk())
    page = client.get("/")  # nothing of it is public before it is approved
    assert "Robin Sample" not in page.content.decode()
    client.force_login(row.owner)
    care = client.get(f"/listing/{row.pk}/care/").content.decode()
    assert '<details class="more">' in care
    assert "Vital signs monitored" in care
    from_form = client.get(f"/listing/{row.pk}/cost/").content.decode()
    assert 'value="180"' in from_form
    row.save()
    Submission.objects.filter(pk=row.pk).update(state="submitted", submitted_at=row.created_at)
    row.refresh_from_db()
    provider = factories.approve(row, by=factories.moderator())
    text = client.get(provider.get_absolute_url()).content.decode()
    assert "$180" in text
    assert "Sliding scale from $90 to $150 a session." in text
    assert "A first call is free." in text
    assert "Cost not stated" not in text
    assert "Vital signs monitored" not in text
    found = client.get("/providers/?near=78701&treatment=integration-therapy").content.decode()
    assert "$90 to $180" in found
    assert "Cost not stated" not in found
    said = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1]
    assert json.loads(said)["priceRange"] == "$90–$180 a session without a drug"


@pytest.mark.django_db
def test_a_sliding_scale_that_falls_is_refused_and_a_course_keeps_its_range():
    cost = {**TALK["cost"], "sliding_high": 50}
    assert stopping(talk(cost=cost)) == {("cost", "sliding_high")}
    course = profile_of_draft(read_document(factories.document()), is_demonstration=False)
    assert _prices(course) == {"priceRange": "$2400 a course"}
    assert course.shows_safety


def facilitator(**offer):
    """A draft of somebody who is counselor and facilitator, in Oregon."""
    call_command("load_legal_status", verbosity=0)
    said = factories.document(you={"role": "professional-counselor", "also": ["psilocybin-facilitator"]})
    said["places"]["places"][0]["state"] = "OR"
    offered = {"treatment": "psilocybin-services", "where": ["p1"], "conditions": []}
    said["care"]["offers"] = [offered | offer]
    return Submission.objects.create(owner=factories.user(), document=said)


def care(client, row):
    client.force_login(row.owner)
    return client.get(f"/listing/{row.pk}/care/").content.decode()


@pytest.mark.django_db
def test_no_condition_is_offered_of_a_service_that_is_no_treatment_of_a_disease(client):
    page = care(client, facilitator())
    assert ' name="offers-0-conditions"' not in page
    assert "no condition can be named for it" in page


@pytest.mark.django_db
def test_a_condition_that_was_ticked_before_is_named_and_stays_to_be_cleared(client):
    row = facilitator(conditions=["grief", "ptsd"])
    page = care(client, row)
    assert re.findall(r'name="offers-0-conditions" value="(\w+)"', page) == ["ptsd", "grief"]
    told = client.get(f"/listing/{row.pk}/care/?check=1").content.decode()
    assert "This service is not treatment of a disease. Clear these: PTSD, Grief." in told


@pytest.mark.django_db
def test_conditions_are_offered_where_one_may_be_named(client):
    row = facilitator(treatment="integration-therapy")
    assert care(client, row).count(' name="offers-0-conditions"') > 10


@pytest.mark.django_db
def test_a_save_while_writing_says_of_which_offers_no_condition_can_be_named(client):
    row = facilitator(treatment="integration-therapy")
    client.force_login(row.owner)
    seen = client.get(f"/listing/{row.pk}/care/").context["seen"]
    offer = {"offers-0-treatment": "psilocybin-services", "offers-0-where": "p1"}
    kept = client.post(f"/listing/{row.pk}/care/", {"seen": seen, "action": "keep", **offer}).content.decode()
    assert '<data value="offers-0-conditions"></data>' in kept
    seen = re.search(r'name="seen" value="(\w+)"', kept)[1]
    offer["offers-0-treatment"] = "integration-therapy"
    kept = client.post(f"/listing/{row.pk}/care/", {"seen": seen, "action": "keep", **offer}).content.decode()
    assert '<data value="offers-0-conditions"></data>' not in kept


@pytest.mark.django_db
def test_a_folded_group_says_what_is_ticked_in_it(client):
    row = factories.submission(submitted=False, care={"languages": ["french", "spanish"]})
    page = re.sub(r"\s+", " ", care(client, row))
    assert 'data-none="none chosen" >Spanish, French</span>' in page
    assert 'data-none="none chosen" >Depression</span>' in page
    assert "(0 of 7 answered)" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "asked"), [("clinic", "does your practice rest on"), ("psychiatrist", "do you hold")]
)
def test_an_organization_is_not_asked_what_it_holds(client, role, asked):
    draft = factories.submission(submitted=False, you={"role": role})
    client.force_login(draft.owner)
    heading = re.search(r"<h1>(.*?)</h1>", client.get(draft.address_of("licenses")).content.decode(), re.S)[1]
    assert f"Which licenses {asked}?" in " ".join(heading.split())
