"""What the first page of the desk says, by role: what waits, what is late, what went wrong."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from listings.access import claiming
from listings.models import Claim, ExclusionList, Submission
from listings.moderation import decisions
from providers.models import ProblemReport
from psychly.front_page.desk_facts import desk_facts
from psychly.models import OutgoingMail, Upkeep
from psychly.running import upkeep
from tests import factories

pytestmark = pytest.mark.django_db


def facts(user=None, now=None):
    return {fact.code: (fact.words, fact.is_fault) for fact in desk_facts(user, now)}


def quiet():
    """A house in which nothing is wrong."""
    ExclusionList.objects.create(file_sha256="x", rows=1)
    for kind in Upkeep.Kind:
        upkeep.note_done(kind)


def test_a_quiet_house_says_nothing_and_the_page_says_that(client):
    quiet()
    assert facts() == {}
    factories.enter_desk(client, factories.moderator())
    assert "Nothing waits." in client.get("/admin/").content.decode()


def test_a_moderator_reads_what_is_late_first_then_conduct_and_what_is_held(client):
    quiet()
    staff = factories.moderator()
    late, held = (factories.submission(you={"display_name": name}) for name in ("Late", "Held"))
    Submission.objects.filter(pk=late.pk).update(submitted_at=timezone.now() - timedelta(days=20))
    decisions.claim(held, by=staff)
    factories.submission(owner=staff)  # one's own does not wait for oneself
    provider = factories.listed_provider()
    for kind in ("out-of-date", "conduct"):
        ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind=kind, message="Look.")
    assert list(facts(staff)) == ["late", "reports-conduct", "reports-out-of-date", "waiting", "mine"]
    assert facts(staff)["late"] == ("1 submission is late", True)
    assert facts(staff)["waiting"] == ("2 submissions wait", False)
    factories.enter_desk(client, staff)
    page = client.get("/admin/").content.decode()
    assert page.index("1 submission is late") < page.index("1 report: A concern") < page.index("You hold 1")


def test_a_report_about_the_own_listing_is_not_counted():
    staff = factories.moderator()
    provider = factories.listed_provider(owner=staff)
    ProblemReport.objects.create(provider=provider, token=uuid.uuid4(), kind="conduct", message="Look.")
    assert "reports-conduct" not in facts(staff)
    assert "reports-conduct" in facts(factories.moderator())


def test_claims_that_wait_are_told_and_late_once_the_owners_had_their_days():
    quiet()
    staff = factories.moderator()
    claim = claiming.claim_listing(factories.listed_provider(), "I am the licensee.", by=factories.user())
    claiming.claim_listing(factories.listed_provider(owner=staff), "I am.", by=factories.user())
    assert facts(staff)["claims"] == ("1 claim on a listing waits", False)
    Claim.objects.filter(pk=claim.pk).update(at=timezone.now() - timedelta(days=8))
    assert facts(staff)["claims"] == ("1 claim on a listing waits", True)


def test_a_list_of_exclusions_that_is_older_than_35_days_is_told():
    staff = factories.moderator()
    assert facts(staff)["exclusions"] == ("No exclusion list was ever imported", True)
    ExclusionList.objects.create(
        file_sha256="x", rows=1, imported_at=timezone.now() - timedelta(days=35, hours=1)
    )
    assert facts(staff)["exclusions"][0].startswith("The exclusion list was imported 1\xa0month ago")
    ExclusionList.objects.create(file_sha256="y", rows=1)
    assert "exclusions" not in facts(staff)


def test_an_editor_reads_of_guessed_and_retracted_works_in_public_and_of_texts_to_read_again():
    editor = factories.editor()
    factories.reference("roe2020", is_guessed=True)
    work = factories.reference("poe2019")
    assert facts(editor) == {}  # no article cites them
    article = factories.article("It is so.[@roe2020; @poe2019]")
    type(work).objects.filter(pk=work.pk).update(health="retracted", health_checked_on=timezone.localdate())
    type(article).objects.filter(pk=article.pk).update(review_due_on=timezone.localdate())
    assert set(facts(editor)) == {"retracted", "guessed", "rereads"}
    assert "late" not in facts(editor)
    type(article).objects.filter(pk=article.pk).update(published_at=None, state="draft")
    assert facts(editor) == {}


def test_an_administrator_reads_of_mail_given_up_and_of_jobs_that_did_not_run(tmp_path):
    boss = factories.editor("administrators")
    assert facts(boss)["site-housekeeping"] == ("housekeeping: was never made", True)
    call_command("housekeeping")
    assert "site-housekeeping" not in facts(boss)
    Upkeep.objects.update(done_at=timezone.now() - timedelta(hours=2))
    assert facts(boss)["site-housekeeping"][0].startswith("housekeeping: was made last on ")
    upkeep.note_done(Upkeep.Kind.BACKUP)
    assert "site-backup" not in facts(boss)
    Upkeep.objects.update(done_at=timezone.now() - timedelta(hours=27))
    assert "site-backup" in facts(boss)
    mail = OutgoingMail.objects.create(kind="x", to="a@b.example", subject="x", text="x")
    OutgoingMail.objects.filter(pk=mail.pk).update(tries=100, failed_at=timezone.now())
    assert facts(boss)["site-mail-given-up"] == ("mail given up: 1 were given up", True)
    assert "site-mail-given-up" not in facts(factories.moderator())


def test_the_first_page_asks_no_more_for_more(client, django_assert_max_num_queries):
    staff = factories.moderator()
    for _ in range(3):
        factories.submission()
    with django_assert_max_num_queries(14):
        desk_facts(staff)
