"""Get Listed and the dashboard, at the door."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from listings.models import Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.document import schema as documents
from providers.document.schema import STEPS
from providers.models import Provider
from tests import factories

pytestmark = pytest.mark.django_db


def step(name, client=None):
    """The address of a step of the draft or edit that is open (of whom a client is), or where one begins."""
    rows = Submission.objects.open()
    if client:
        rows = rows.filter(owner=client.session.get("_auth_user_id"))
    row = rows.first()
    return f"/listing/{row.pk}/{name}/" if row else f"/get-listed/{name}/"


@pytest.fixture
def therapist(client):
    """A signed-in therapist."""
    user = factories.user()
    client.force_login(user)
    return user


def post(client, name, *, seen=None, **data):
    """Post a step as its page would; `seen` is read from the page unless given."""
    if seen is None:
        page = client.get(step(name, client)).content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    return client.post(step(name, client), {"seen": seen, "action": "continue", **data})


YOU = {"role": "psychiatrist", "legal_name": "Robin Legal", "display_name": "Robin Sample"}
PAGES = {
    "you": YOU,
    "licenses": {
        "licenses-0-state": "TX",
        "licenses-0-type": "MD",
        "licenses-0-board": "Demonstration board",
        "licenses-0-number": "DEMO-0001",
        "licenses-0-expires_on": "2099-01-01",
        "has_malpractice_cover": "yes",
        "holds_dea_registration": "yes",
    },
    "places": {
        "places-0-street": "1400 Example Street",
        "places-0-city": "Austin",
        "places-0-state": "TX",
        "places-0-zip_code": "78701",
        "places-0-phone": "(512) 555-0143",
        "telehealth_states": ["TX"],
    },
    "care": {
        "offers-0-treatment": "ketamine-infusion",
        "offers-0-where": ["p1"],
        "offers-0-conditions": ["depression", "ptsd"],
        "own_parts": ["prescribes", "in-the-room", "integrates"],
        "accepting": "yes",
        "safety-screening": "yes",
        "languages": ["spanish"],
    },
    "cost": {
        "costs-0-treatment": "ketamine-infusion",
        "costs-0-session_low": "400",
        "costs-0-sessions": "6",
        "payment_options": ["self-pay"],
    },
    "about": {"approach": "We talk first."},
    "review": {"consents": "on", "is_accurate": "on", "follows_conduct": "on"},
}


def test_the_page_that_explains_asks_for_no_sign_in_and_a_step_does(client):
    assert client.get("/get-listed/").status_code == 200
    answer = client.get("/get-listed/you/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/get-listed/you/"


def test_seven_steps_lead_from_nothing_to_a_public_listing(client, therapist):
    factories.zip_code()
    for index, (name, data) in enumerate(PAGES.items()):
        answer = post(client, name, **data)
        target = "/listing/" if name == "review" else step(STEPS[index + 1])
        assert (answer.status_code, answer.get("Location")) == (302, target), answer.content.decode()
    submission = Submission.objects.get()
    assert submission.state == "submitted"
    assert submission.typed.places.places[0].phone == "+15125550143"
    assert b"With our staff" in client.get("/listing/").content
    provider = factories.approve(submission, by=factories.moderator())
    assert client.get(provider.get_absolute_url()).status_code == 200
    assert b"Public" in client.get("/listing/").content


def test_the_review_page_reads_like_the_public_page(client, therapist):
    factories.submission(owner=therapist, submitted=False)
    page = client.get(step("review")).content.decode()
    assert "Robin Sample" in page
    assert "Ketamine infusion (IV)" in page
    assert "1400 Example Street" not in page  # hidden


def test_a_step_may_be_left_incomplete_and_keeps_what_was_typed(client, therapist):
    answer = post(client, "places", **{"places-0-zip_code": "7870", "places-0-phone": "(512) 555-014"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error:" in page
    assert "There is a problem" in page
    assert "Enter five digits, like 78704." in page
    again = client.get(step("places")).content.decode()
    assert 'value="7870"' in again
    assert 'value="512555014"' in again
    assert "answers missing" in again


def test_a_visit_stores_nothing(client, therapist):
    for name in STEPS:
        assert client.get(step(name)).status_code == 200
    assert not Submission.objects.exists()


def test_rows_are_added_and_removed_without_script(client, therapist):
    rows = {f"licenses-0-{k}": v for k, v in {"state": "TX", "type": "MD", "number": "DEMO-1"}.items()}
    answer = post(client, "licenses", **{**rows, "action": "add-licenses"})
    assert answer["Location"] == step("licenses") + "?add=licenses#add-licenses"
    page = client.get(answer["Location"]).content.decode()
    assert 'name="licenses-1-state"' in page
    assert f'method="post" action="{step("licenses")}"' in page  # so that the fragment stays behind
    second = {f"licenses-1-{k}": v for k, v in {"state": "OK", "type": "MD", "number": "DEMO-2"}.items()}
    post(client, "licenses", **{**rows, **second, "action": "remove-licenses-0"})
    assert [row.number for row in Submission.objects.get().typed.licenses.licenses] == ["DEMO-2"]


def test_a_step_posted_twice_makes_one_document(client, therapist):
    seen = documents.fingerprint(documents.You())
    for _ in range(2):
        assert post(client, "you", seen=seen, **YOU)["Location"] == step("licenses")
    assert Submission.objects.get().document_version == 1


def test_the_second_of_two_windows_is_told_and_keeps_its_text(client, therapist):
    seen = documents.fingerprint(documents.About())
    post(client, "about", seen=seen, approach="First window")
    page = post(client, "about", seen=seen, approach="Second window").content.decode()
    assert "changed in another window" in page
    assert "Second window" in page
    assert Submission.objects.get().typed.about.approach == "First window"
    token = re.search(r'name="seen" value="(\w+)"', page)[1]
    post(client, "about", seen=token, approach="Second window")
    assert Submission.objects.get().typed.about.approach == "Second window"


def test_a_warning_stands_at_its_field_and_does_not_stop(client, therapist):
    factories.submission(owner=therapist, submitted=False, about={"approach": "I cure depression."})
    page = client.get(step("about")).content.decode()
    assert 'aria-describedby="id_approach_helptext id_approach_warning"' in page
    assert "You may submit with it; a moderator will look." in page
    assert "There is a problem" not in page
    assert "You may submit with it" in client.get(step("review")).content.decode()
    assert post(client, "review", **PAGES["review"])["Location"] == "/listing/"


def test_a_step_that_was_not_saved_yet_warns_of_nothing(client, therapist):
    data = {step: part for step, part in factories.document().items() if step != "cost"}
    Submission.objects.create(owner=therapist, document=data)
    assert "Not stated. Most" not in client.get(step("cost")).content.decode()


def test_fields_that_nobody_must_fill_in_say_so(client, therapist):
    page = client.get(step("licenses")).content.decode()
    label = r'<label for="id_{}">([^<]*)(<span class="optional">)?'
    assert re.search(label.format("licenses-0-supervised_by"), page)[2]
    assert not re.search(label.format("licenses-0-board"), page)[2]
    assert '<option value="" selected>Choose …</option>' in page
    assert "---" not in page


def test_an_unfinished_listing_is_not_submitted_and_says_what_is_missing(client, therapist):
    answer = post(client, "review", **PAGES["review"])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="{step("you")}?check=1#id_role"' in page
    assert Submission.objects.get().state == "draft"


def test_what_waits_for_a_decision_cannot_be_changed_until_it_is_taken_back(client, therapist):
    factories.submission(owner=therapist)
    row = Submission.objects.get()
    assert client.get(step("you"))["Location"] == "/listing/"
    page = client.post(step("you"), YOU | {"display_name": "Typed late"}).content.decode()
    assert "This was not saved" in page
    assert "Typed late" in page
    client.post(f"/listing/{row.pk}/withdraw/")
    client.post(f"/listing/{row.pk}/again/")
    assert b"Robin Sample" in client.get(step("you")).content


def test_the_dashboard_shows_the_moderators_reason(client, therapist):
    row = factories.submission(owner=therapist)
    decisions.request_changes(row, by=factories.moderator(), reason="Please add the <board>.")
    assert b"Please add the &lt;board&gt;." in client.get("/listing/").content
    assert b"Please add the &lt;board&gt;." in client.get(step("you")).content


def test_the_owner_hides_shows_confirms_and_edits_the_listing(client, therapist):
    provider = factories.approve(factories.submission(owner=therapist), by=factories.moderator())
    client.post("/listing/hide/", {"provider": provider.slug})
    assert client.get(provider.get_absolute_url()).status_code == 404
    assert b"Hidden by you" in client.get("/listing/").content
    client.post("/listing/show/", {"provider": provider.slug})
    assert client.get(provider.get_absolute_url()).status_code == 200
    Provider.objects.update(confirmed_on="2020-01-01")
    client.post("/listing/confirm/", {"provider": provider.slug})
    assert Provider.objects.get().confirmed_on.year > 2020
    location = client.post("/listing/edit/", {"provider": provider.slug})["Location"]
    assert location == step("you")
    assert b"Robin Sample" in client.get(step("you")).content


def test_nobody_touches_the_listing_of_somebody_else(client, therapist):
    provider = factories.approve(factories.submission(), by=factories.moderator())
    for verb in ("edit", "hide", "show", "confirm"):
        assert client.post(f"/listing/{verb}/", {"provider": provider.slug}).status_code == 404
    assert client.get("/listing/hide/").status_code == 405


@pytest.mark.parametrize("name", STEPS)
def test_no_value_breaks_a_step(client, therapist, name):
    page = client.get(
        step(name) + "?add=licenses&add=places&add=offers&add=team&add=trainings"
    ).content.decode()
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)) - {"csrfmiddlewaretoken"}
    seen = ""
    for value in ["\0", "x" * 10_000, "-1", "nan", "9" * 10_000, "\ufffd", "2099-99-99"]:
        data = dict.fromkeys([*names, "action", "licenses-999-state"], value) | {"seen": seen}
        assert client.post(step(name), data).status_code in (200, 302)
        seen = re.search(r'name="seen" value="(\w+)"', client.get(step(name)).content.decode())[1]
    assert client.get(step("review")).status_code == 200


@pytest.mark.parametrize("npi", ["1234567893", "123 456-7893"])
def test_an_npi_with_its_check_digit_is_taken(client, therapist, npi):
    post(client, "you", npi=npi, **YOU)
    assert Submission.objects.get().typed.you.npi == "1234567893"


@pytest.mark.parametrize("npi", ["1234567890", "123456789", "12345678931", "１２３４５６７８９３"])
def test_an_npi_that_cannot_be_one_is_said_so(client, therapist, npi):
    assert b"NPI" in post(client, "you", npi=npi, **YOU).content


def test_a_draft_is_taken_back_though_it_was_saved_that_very_moment(client, therapist, monkeypatch):
    row = factories.submission(owner=therapist, submitted=False)
    withdraw = submitting.withdraw

    def withdraw_late(submission, *, by):
        Submission.objects.update(document_version=submission.document_version + 1)
        return withdraw(submission, by=by)

    monkeypatch.setattr(submitting, "withdraw", withdraw_late)
    assert client.post(f"/listing/{row.pk}/withdraw/")["Location"] == "/listing/"
    row.refresh_from_db()
    assert row.state == "withdrawn"


@pytest.mark.parametrize("verb", ["edit", "hide", "show", "confirm"])
def test_a_listing_that_cannot_be_is_not_found(client, therapist, verb):
    for slug in ("", "a\0b", "a" * 500, "somebody-else"):
        assert client.post(f"/listing/{verb}/", {"provider": slug}).status_code == 404


def test_an_old_page_of_an_edit_that_is_over_begins_no_new_listing(client, therapist):
    edit = Submission.objects.edit_of(
        factories.approve(factories.submission(owner=therapist), by=factories.moderator()), by=therapist
    )
    address, old = step("about"), documents.fingerprint(edit.typed.about)
    post(client, "review", **PAGES["review"])  # nothing waits: it is over
    data = {"seen": old, "approach": "From an old page."}
    fragment = client.post(address, {"action": "keep", **data}).content.decode()
    assert "Not saved: this was sent, taken back or decided on meanwhile." in fragment
    page = client.post(address, {"action": "continue", **data}).content.decode()
    assert "This was not saved" in page
    assert "From an old page." in page
    assert not Submission.objects.open().exists()


def carried_by_page(client):
    """The hidden fields of the step "about" as its page sends them."""
    context = client.get(step("about")).context
    return {"seen": context["seen"], "writer": context["writer"]}


def test_what_was_typed_when_the_session_had_ended_comes_along_through_the_sign_in(client, therapist):
    row = factories.submission(owner=therapist, submitted=False)
    carried = carried_by_page(client)
    assert carried["seen"] == documents.fingerprint(row.typed.about)
    client.logout()
    answer = client.post(step("about"), {**carried, "action": "continue", "approach": "Typed late."})
    assert answer["Location"] == f"/accounts/login/?next={step('about')}"
    client.force_login(therapist)
    page = client.get(step("about")).content.decode()
    assert "You were signed out meanwhile" in page
    assert "Typed late." in page
    assert "Nothing saved yet" in page
    assert "Typed late." not in client.get(step("about")).content.decode()  # once


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_photo_that_was_sent_when_the_session_had_ended_is_asked_for_again(client, therapist, is_sent):
    factories.submission(owner=therapist, submitted=False)
    carried = carried_by_page(client)
    client.logout()
    photo = {"photo-file": SimpleUploadedFile("robin.jpg", b"\xff\xd8", "image/jpeg")} if is_sent else {}
    client.post(step("about"), {**carried, "approach": "Typed late.", **photo})
    client.force_login(therapist)
    page = client.get(step("about")).content.decode()
    assert "Typed late." in page
    assert ("The photo could not come along: choose it again." in page) == is_sent


def test_what_was_typed_before_a_change_elsewhere_is_shown_as_such(client, therapist):
    row = factories.submission(owner=therapist, submitted=False)
    carried = carried_by_page(client)
    client.logout()
    client.post(step("about"), {**carried, "seen": "older", "approach": "Typed late."})
    client.force_login(therapist)
    page = client.get(step("about")).content.decode()
    assert "changed in another window" in page
    assert "Typed late." in page
    row.refresh_from_db()
    assert row.typed.about.approach != "Typed late."


def test_what_was_typed_is_never_shown_to_another_who_signs_in_on_the_same_machine(client, therapist):
    carried = carried_by_page(client)
    client.logout()
    client.post(step("about"), {**carried, "approach": "Typed late."})
    client.force_login(factories.user())
    assert "Typed late." not in client.get(step("about")).content.decode()
    client.force_login(therapist)
    assert "Typed late." in client.get(step("about")).content.decode()


def test_telehealth_says_where_its_states_come_from_while_there_is_none(client, therapist):
    assert "Enter a license under Licenses first" in client.get(step("places")).content.decode()
    factories.submission(owner=therapist, submitted=False)
    page = client.get(step("places")).content.decode()
    assert "Enter a license under Licenses first" not in page
    assert 'value="TX"' in page


def test_a_change_in_another_window_while_sending_is_said_on_the_review(client, therapist, monkeypatch):
    row = factories.submission(owner=therapist, submitted=False)
    problems = Submission.problems

    def problems_and_a_change_elsewhere(submission):
        Submission.objects.filter(pk=row.pk).update(document_version=F("document_version") + 1)
        return problems(submission)

    before = client.get(step("review"))
    monkeypatch.setattr(Submission, "problems", problems_and_a_change_elsewhere)
    sent = {"seen": before.context["seen"], "action": "continue", **PAGES["review"]}
    page = client.post(step("review"), sent, follow=True).content.decode()
    assert "Something was changed in another window meanwhile" in page
    row.refresh_from_db()
    assert row.state == "draft"


def test_saving_what_is_gone_says_so_and_keeps_what_was_typed(client, therapist):
    row = factories.submission(owner=therapist, submitted=False)
    seen, save = documents.fingerprint(row.typed.about), Submission.save_step

    def save_what_is_gone(submission, *args, **options):
        Submission.objects.filter(pk=submission.pk).delete()
        return save(submission, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Submission, "save_step", save_what_is_gone)
        answer = client.post(step("about"), {"seen": seen, "action": "continue", "approach": "Typed late."})
    page = answer.content.decode()
    assert "This was not saved" in page
    assert "Typed late." in page


def test_a_full_list_of_rows_says_so_where_another_could_be_added(client, therapist):
    factories.submission(owner=therapist, submitted=False)
    rows = {f"licenses-{number}-number": f"DEMO-{number:04}" for number in range(20)}
    seen = client.get(step("licenses")).context["seen"]
    client.post(step("licenses"), {"seen": seen, "action": "later", **rows})
    page = client.get(step("licenses")).content.decode()
    assert "A listing holds 20 of these." in page
    assert 'value="add-licenses"' not in page


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("Mon-Fri 9-5", "We read this as Monday to Friday: 9 a.m.–5 p.m."),
        ("By appointment", "It is shown as you wrote it."),
    ],
)
def test_a_place_says_how_its_hours_were_read(client, hours, said):
    sent = factories.document()
    sent["places"]["places"][0]["hours"] = hours
    row = Submission.objects.create(owner=factories.user(), document=sent)
    client.force_login(row.owner)
    html = client.get("/get-listed/places/", follow=True).content.decode()
    assert said in html
