"""A step in two windows: what each changed alone is kept from both, the rest is chosen field by field."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from listings.models import Submission
from tests import factories, pictures
from tests.listings.test_pages import PAGES, step, therapist  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(therapist):  # noqa: F811
    row = factories.submission(owner=therapist, submitted=False)
    row.document["licenses"]["licenses"].append(
        {**row.document["licenses"]["licenses"][0], "number": "DEMO-2"}
    )
    row.save()
    return row


def opened(client, name):
    """What a page that is opened now carries along."""
    context = client.get(step(name)).context
    return {"seen": context["seen"], "base": context["base"], "action": "continue"}


def chosen(page):
    """What a page carries along after a conflict, and the names of what can be chosen."""
    text = page.content.decode()
    carried = {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("seen", "base")}
    names = re.findall(r'name="(take-[\w-]+)" value="theirs"', text)
    return {**carried, "action": "continue"}, names


def said(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.content.decode())))


def test_what_each_of_two_windows_changed_alone_is_kept_from_both(client, draft):
    first, second = opened(client, "about"), opened(client, "about")
    client.post(step("about"), {**first, "approach": "New in the first.", "about": ""})
    answer = client.post(
        step("about"),
        {**second, "approach": "We talk first. Nothing is given at a first visit.", "about": "New here."},
    )
    assert answer.status_code == 302
    about = Submission.objects.get().typed.about
    assert (about.approach, about.about) == ("New in the first.", "New here.")
    assert "From the other one came: My approach." in said(client.get(answer["Location"]))


@pytest.mark.parametrize(("whose", "kept"), [("mine", "Second."), ("theirs", "First.")])
def test_where_both_changed_the_same_field_each_is_shown_and_one_is_chosen(client, draft, whose, kept):
    first, second = opened(client, "about"), opened(client, "about")
    client.post(step("about"), {**first, "approach": "First.", "first_visit": "From the first."})
    page = client.post(step("about"), {**second, "approach": "Second.", "about": "From the second."})
    assert "Here: Second." in said(page)
    assert "In the other window: First." in said(page)
    assert "taken over below: What to expect at a first visit." in said(page)
    assert 'data-hx-post="/listing' not in page.content.decode()  # nothing is saved before it is chosen
    carried, names = chosen(page)
    assert names == ["take-approach"]
    typed = {"approach": "Second.", "first_visit": "From the first.", "about": "From the second."}
    assert client.post(step("about"), {**carried, **typed, "take-approach": whose}).status_code == 302
    about = Submission.objects.get().typed.about
    assert (about.approach, about.first_visit) == (kept, "From the first.")
    assert about.about == "From the second."


def test_rows_that_both_have_meet_field_by_field(client, draft):
    rows = draft.typed.licenses.licenses
    data = {
        **{
            f"licenses-{n}-{k}": getattr(row, k)
            for n, row in enumerate(rows)
            for k in ("state", "type", "board")
        },
        "licenses-0-number": "DEMO-0001",
        "licenses-1-number": "DEMO-2",
        **{f"licenses-{n}-expires_on": row.expires_on.isoformat() for n, row in enumerate(rows)},
        "has_malpractice_cover": "yes",
        "holds_dea_registration": "yes",
    }
    first, second = opened(client, "licenses"), opened(client, "licenses")
    client.post(step("licenses"), {**first, **data, "licenses-0-number": "DEMO-7"})
    page = client.post(step("licenses"), {**second, **data, "licenses-1-number": "DEMO-8"})
    assert page.status_code == 302
    assert [row.number for row in Submission.objects.get().typed.licenses.licenses] == ["DEMO-7", "DEMO-8"]


@pytest.mark.parametrize(("whose", "numbers"), [("mine", ["DEMO-0001"]), ("theirs", ["DEMO-0001"] * 3)])
def test_rows_that_one_window_added_and_the_other_removed_are_chosen_together(client, draft, whose, numbers):
    row = {f"licenses-{{}}-{k}": v for k, v in (("state", "TX"), ("type", "MD"), ("number", "DEMO-0001"))}

    def rows(count):
        filled = {k.format(n): v for n in range(count) for k, v in row.items()}
        return {**filled, "has_malpractice_cover": "yes", "holds_dea_registration": "yes"}

    first, second = opened(client, "licenses"), opened(client, "licenses")
    client.post(step("licenses"), {**first, **rows(3)})
    page = client.post(step("licenses"), {**second, **rows(1)})
    carried, names = chosen(page)
    assert names == ["take-licenses"]
    assert said(page).count("Texas Medical Board") >= 4
    client.post(step("licenses"), {**carried, **rows(1), "take-licenses": whose})
    assert [row.number for row in Submission.objects.get().typed.licenses.licenses] == numbers


def test_a_license_that_one_window_replaced_takes_no_day_from_the_other(client, draft):
    rows = [
        {"state": "TX", "type": "MD", "number": f"DEMO-000{n}", "expires_on": "2031-01-31"} for n in (1, 2, 3)
    ]

    def typed(*licenses):
        filled = {f"licenses-{n}-{k}": v for n, row in enumerate(licenses) for k, v in row.items()}
        return {**filled, "has_malpractice_cover": "yes", "holds_dea_registration": "yes"}

    client.post(step("licenses"), {**opened(client, "licenses"), **typed(*rows[:2])})
    first, second = opened(client, "licenses"), opened(client, "licenses")
    client.post(step("licenses"), {**first, **typed(*rows[1:])})  # the first removed, a third added
    renewed = {**rows[1], "expires_on": "2033-01-31"}
    page = client.post(step("licenses"), {**second, **typed(rows[0], renewed)})
    assert page.status_code == 200
    assert chosen(page)[1] == ["take-licenses"]


def test_words_of_a_photo_that_the_other_window_replaced_are_not_put_below_the_new_one(client, draft):
    def sent():
        return SimpleUploadedFile("x.jpg", pictures.photo(size=(600, 400)), "image/jpeg")

    def keys():
        return [row.photo for row in Submission.objects.get().typed.about.premises]

    client.post(step("about"), {**opened(client, "about"), "approach": "We talk.", "room-file": sent()})
    shown = {"approach": "We talk.", "premises-0-photo": keys()[0], "premises-0-caption": "The garden"}
    client.post(step("about"), {**opened(client, "about"), **shown})
    first, second = opened(client, "about"), opened(client, "about")
    client.post(step("about"), {**first, "approach": "We talk.", "room-file": sent()})  # in its place
    page = client.post(step("about"), {**second, **shown, "premises-0-caption": "The garden in May"})
    assert chosen(page)[1] == ["take-premises"]
    assert "Here: The garden in May" in said(page)


def test_choices_and_answers_are_shown_in_words(client, draft):
    first, second = opened(client, "care"), opened(client, "care")
    one = {**PAGES["care"], "accepting": "waitlist", "safety-screening": "no", "languages": ["french"]}
    client.post(step("care"), {**first, **one})
    page = said(client.post(step("care"), {**second, **PAGES["care"], "accepting": "no"}))
    assert "In the other window: Waitlist" in page
    assert "In the other window: No" in page
    assert "In the other window: French" in page
    assert "Here: Spanish" in page


def test_a_page_that_does_not_say_what_it_was_made_from_asks_for_every_difference(client, draft):
    first, second = opened(client, "about"), opened(client, "about")
    client.post(step("about"), {**first, "approach": "First."})
    second["base"] = "forged"
    page = client.post(step("about"), {**second, "approach": draft.typed.about.approach, "about": "Mine."})
    assert chosen(page)[1] == ["take-approach", "take-about"]


def test_a_photo_that_one_window_sent_and_words_that_the_other_typed_are_both_kept(client, draft):
    first, second = opened(client, "about"), opened(client, "about")
    client.post(step("about"), {**first, "approach": "First.", "about": ""})
    photo = SimpleUploadedFile("me.jpg", pictures.photo(size=(600, 600)), "image/jpeg")
    typed = {"approach": draft.typed.about.approach, "photo_alt": "Robin Sample", "photo-file": photo}
    client.post(step("about"), {**second, **typed})
    about = Submission.objects.get().typed.about
    assert (about.approach, about.photo_alt) == ("First.", "Robin Sample")
    assert about.photo


def test_the_page_of_a_kept_form_asks_in_the_same_way(client, draft, therapist):  # noqa: F811
    carried = opened(client, "about")
    carried["writer"] = client.get(step("about")).context["writer"]
    client.post(step("about"), {**opened(client, "about"), "approach": "First."})
    client.logout()
    client.post(f"/listing/{draft.pk}/about/", {**carried, "approach": "Second.", "about": "Typed late."})
    client.force_login(therapist)
    page = client.get(step("about"))
    assert "Here: Second." in said(page)
    assert "Typed late." in page.content.decode()
