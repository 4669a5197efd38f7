"""Facts that end or age: the staff's front page, the page about the site, the crisis lines."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from providers.models import LegalStatus, Treatment
from psychly.front_page.due_facts import due_facts
from psychly.web import crisis_lines
from tests import factories

pytestmark = pytest.mark.django_db
NEW_MEXICO = "Psilocybin services, New Mexico: law passed, not open yet"


def facts_on(day):
    """{name: why} of what is due on a day."""
    return {fact.name: fact.why for fact in due_facts(datetime.date.fromisoformat(day))}


def test_a_row_stands_on_the_list_45_days_before_its_last_day_and_after_it():
    LegalStatus.objects.update(confirmed_on="2026-10-01", confirmed_by=factories.user())
    assert NEW_MEXICO not in facts_on("2026-10-15")
    assert facts_on("2026-10-16")[NEW_MEXICO] == "ends on November 30, 2026"
    assert facts_on("2026-12-01")[NEW_MEXICO] == "ended on November 30, 2026"


def test_a_confirmation_ages_by_kind():
    LegalStatus.objects.update(confirmed_on="2026-01-01", confirmed_by=factories.user(), last_day=None)
    assert facts_on("2026-04-02")[NEW_MEXICO] == "last confirmed on January 1, 2026"
    esketamine = LegalStatus.objects.filter(treatment__slug="esketamine")
    assert not esketamine.awaiting(datetime.date(2026, 4, 2))
    assert esketamine.awaiting(datetime.date(2027, 1, 2))


def test_an_article_with_a_last_day_stands_on_the_list():
    factories.reference("roe2020")
    article = factories.article("It is so.[@roe2020] {until: 2026-12-31}")
    assert article.title not in facts_on("2026-11-15")
    assert facts_on("2026-11-16")[article.title] == "a fact in it ends on December 31, 2026"


def test_a_drug_treatment_without_a_row_of_law_asks_for_it():
    new = Treatment.objects.create(slug="new", name="New", practice="prescriber", is_drug_treatment=True)
    (fact,) = [fact for fact in due_facts() if fact.name == "New"]
    assert fact.address.endswith(f"add/?treatment={new.pk}")


@pytest.fixture
def desk(client):
    """Staff who may change the law, at the desk."""
    staff = factories.user(is_staff=True)
    staff.groups.add(Group.objects.get(name="administrators"))
    factories.enter_desk(client, staff)
    return client


def test_the_front_page_of_the_desk_shows_the_list(desk):
    html = desk.get("/admin/").content.decode()
    assert "Facts to look at again" in html
    assert NEW_MEXICO in html


def form_of(row):
    """The fields of the change page of a row, as they stand."""
    names = ["status", "summary", "state", "subject", "medical", "conditions", "known_on", "change"]
    data = {name: getattr(row, name) for name in names}
    data |= {"treatment": row.treatment_id or "", "least_age": row.least_age or "", "licenses": row.licenses}
    data |= {"payments": row.payments, "payments_refused": row.payments_refused}
    data |= {name: getattr(row, name) or "" for name in ("last_day", "changed_on")}
    data |= {name: "on" for name in ("ends_by_itself", "changes_often") if getattr(row, name)}
    sources = list(row.sources.all())
    data |= {"sources-TOTAL_FORMS": len(sources), "sources-INITIAL_FORMS": len(sources)}
    for index, source in enumerate(sources):
        prefix = f"sources-{index}-"
        data |= {f"{prefix}id": source.pk, f"{prefix}row": row.pk, f"{prefix}name": source.name}
        data |= {f"{prefix}url": source.url, f"{prefix}position": source.position}
    return data


def test_a_row_is_confirmed_one_at_a_time_beside_its_sources_and_a_change_takes_that_back(desk):
    row = LegalStatus.objects.get(treatment__slug="esketamine")
    page = reverse("admin:providers_legalstatus_change", args=[row.pk])
    assert row.sources.first().url in desk.get(page).content.decode()
    assert desk.post(page, {**form_of(row), "was_read": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed_on == row.known_on == timezone.localdate()
    assert desk.post(page, {**form_of(row), "summary": "Another text."}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed_on is None


def test_what_has_ended_cannot_be_confirmed_without_a_new_last_day(desk):
    row = LegalStatus.objects.get(treatment__slug="psilocybin-services", state="NM")
    data = {**form_of(row), "last_day": "2020-01-01", "was_read": "on"}
    response = desk.post(reverse("admin:providers_legalstatus_change", args=[row.pk]), data)
    assert "This day is over. Enter the new last day, or none." in response.content.decode()


def test_a_new_drug_treatment_says_at_once_that_its_rows_are_missing(desk):
    data = {"slug": "new", "name": "New", "position": 20, "practice": "prescriber", "is_drug_treatment": "on"}
    response = desk.post(reverse("admin:providers_treatment_add"), data, follow=True)
    assert "Nobody can offer this yet: it has no row of law." in response.content.decode()


# --- Crisis lines, the page about the site --------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/legal-status/", "/nowhere/"])
def test_every_page_names_the_crisis_lines(client, path):
    html = client.get(path).content.decode()
    for words in (
        "Call 911",
        "press 1",
        'href="tel:988"',
        'href="sms:988"',
        'href="sms:838255"',
        "y presione 2.",
    ):
        assert words in html
    assert "Call or text 988" in " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "press 3" not in html


def test_a_crisis_line_that_was_not_confirmed_for_a_year_is_due():
    line = crisis_lines.FIRST
    assert not line.is_due(line.confirmed_on + datetime.timedelta(days=365))
    assert line.is_due(line.confirmed_on + datetime.timedelta(days=366))


def test_the_page_about_the_site_says_who_runs_it_and_how_it_is_paid_for(client):
    html = client.get("/about/").content.decode()
    for words in ("run by Example Operator", "By nobody: this is a test.", "1 Example Street", "staff@"):
        assert words in html
    assert 'href="/about/"' in client.get("/").content.decode()


def test_the_health_data_notice_answers_what_nevada_asks(client):
    html = " ".join(client.get("/health-data/").content.decode().split())
    for words in ("How it is processed", "corrected", "When this notice changes", "No third party collects"):
        assert words in html
    assert "attorney general of your own state" in html
    assert "pass your request on to the provider" in html
