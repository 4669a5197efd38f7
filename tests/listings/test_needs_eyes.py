"""What the decision page begins with: the reasons to look, what staff checked before, what is new."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from listings.models import CheckResult, Submission
from listings.moderation import decisions
from listings.steps import submitting
from providers.document import schema as documents
from providers.models import LegalStatus
from tests import factories
from tests.mailbox import run_tasks

pytestmark = pytest.mark.django_db
QUEUE = "/admin/listings/submission/"
PLAIN = {"legal_name": "Robin Sample"}


def page_of(client, submission):
    return client.get(reverse("admin:listings_submission_change", args=[submission.pk]))


def eyes(page):
    """The lines above everything, as they are read, and where each leads."""
    text = page.content.decode()
    block = re.search(r'<section class="eyes".*?</section>', text, re.S)
    lines = re.findall(r"<li>(.*?)</li>", block[0], re.S) if block else []
    found = []
    for line in lines:
        place = re.search(r'href="#([^"]+)"', line)
        found.append((" ".join(re.sub(r"<[^>]+>", " ", line).split()), place and place[1]))
        assert place is None or f'id="{place[1]}"' in text  # it leads to its place
    return found


def shown(page):
    return [(check.kind, check.outcome) for check in page.context["checks"] if check.needs_eyes]


def test_the_five_outcomes_are_five_words():
    assert [str(label) for label in CheckResult.Outcome.labels] == [
        "matches", "plausible", "not looked at", "look", "alarm",
    ]  # fmt: skip


def test_a_plain_submission_asks_for_no_eyes_on_its_page_nor_in_the_queue(client, staff):
    row = factories.submission(you=PLAIN)
    run_tasks()
    page = page_of(client, row)
    assert (eyes(page), shown(page)) == ([], [])
    queue = client.get(QUEUE).content.decode()
    assert "Robin Sample" in queue
    assert "is-look" not in queue
    assert "is-alarm" not in queue


def test_a_law_that_staff_have_not_confirmed_is_no_fault_of_a_listing(client, staff):
    assert not LegalStatus.objects.filter(confirmed_on__isnull=False).exists()
    page = page_of(client, factories.submission(you=PLAIN))
    outcomes = {check.kind: check.outcome for check in page.context["checks"]}
    assert outcomes["legality"] == "plausible"
    assert "Not confirmed by staff" in page.content.decode()


def test_at_most_three_lines_lead_to_their_places_and_the_rest_is_counted(client, staff):
    (place,) = factories.document()["places"]["places"]
    (license,) = factories.document()["licenses"]["licenses"]
    soon = (timezone.localdate() + timedelta(days=20)).isoformat()
    row = factories.submission(
        you={"legal_name": "Somebody Else"},
        licenses={"licenses": [{**license, "expires_on": soon}]},
        places={"places": [{**place, "city": "Houston"}]},
        about={"approach": "We cure depression."},
    )
    lines = eyes(page_of(client, row))
    assert [where for _text, where in lines] == ["check-names", "check-licenses", "check-places"]
    assert lines[1][0].startswith("look: Licenses Doctor of medicine, Texas, no. DEMO-0001: It expires soon.")
    assert lines[2][0].endswith("and 1 more")


def test_what_stops_it_comes_before_what_only_asks_for_a_look(client, staff):
    row = factories.submission(you={"legal_name": "Somebody Else"})
    row.document["licenses"]["licenses"][0]["expires_on"] = "2020-01-01"
    Submission.objects.filter(pk=row.pk).update(document=row.document)
    first, *others = eyes(page_of(client, row))
    assert first[0].startswith("Licenses Cannot be published:")
    assert others[-1][1] == "check-names"


def edited(provider, step, **values):
    """Send an edit of one step of a listing."""
    edit = Submission.objects.edit_of(provider, by=provider.owners[0])
    for name, new in ((step, values), ("review", factories.document()["review"])):
        part = documents.read_part(name, {**documents.to_json(getattr(edit.typed, name)), **new})
        edit.save_step(name, part, seen=documents.fingerprint(getattr(edit.typed, name)), by=edit.owner)
    submitting.submit(edit, by=edit.owner)
    return edit


def test_the_page_says_what_staff_checked_before_until_when_and_which_check_the_edit_ends(client, staff):
    provider = factories.approve(factories.submission(you=PLAIN), by=staff)
    until = timezone.localdate() + timedelta(days=100)
    factories.fact(provider, "license", "MD TX DEMO-0001", expires_on=until)
    factories.fact(provider, "phone", "(512) 555-0143", expires_on=timezone.localdate() - timedelta(days=1))
    factories.fact(provider, "training", "A course, 20 hours", expires_on=until)
    page = page_of(
        client, edited(provider, "about", approach="We listen first. Nothing is given at a first visit.")
    )
    text = " ".join(page.content.decode().split())
    checked = f"checked {day(timezone.localdate())}, counts until {day(until)}"
    assert f"License Doctor of medicine, Texas, no. DEMO-0001: {checked}" in text
    assert "no longer counts since" in text
    assert "A course, 20 hours: checked" in text
    assert "changed here, so approval ends the check" in text
    assert re.search(r"<small>checked [^<]+counts until [^<]+</small>", text)  # beside its box
    assert re.search(r'New: <a href="#about">About you</a> \(1\)', text)


def day(date):
    return date_format(date, "M j, Y")


def test_what_was_sent_again_says_which_steps_are_new(client, staff):
    row = factories.submission(you=PLAIN)
    decisions.request_changes(row, by=staff, reason="Say more.")
    row.refresh_from_db()
    about = documents.read_part("about", {"approach": "We listen first. Nothing is given at a first visit."})
    row.save_step("about", about, seen=documents.fingerprint(row.typed.about), by=row.owner)
    factories.agree(row)
    submitting.submit(row, by=row.owner)
    text = " ".join(page_of(client, row).content.decode().split())
    assert 'New since it was sent back: <a href="#since-last" >About you</a>' in text
    assert 'id="since-last"' in text
