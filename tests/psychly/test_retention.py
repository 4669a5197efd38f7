"""Everything personal goes on its day: not a day before, and no trace of it stays."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from listings.models import DecidedDocument, Submission
from listings.moderation import decisions
from listings.retention import delete_left, erase_ended
from providers.models import ProblemReport
from providers.retention import erase_old_reports
from psychly import retention
from psychly.mail import outbox
from psychly.models import OutgoingMail
from psychly.retention import RULES
from tests import factories
from tests.mailbox import run_tasks

ROOT = Path(__file__).parent.parent.parent
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def purge(*arguments):
    """Run the command; return what it says by the name of the job."""
    said = StringIO()
    call_command("purge", *arguments, stdout=said)
    return {line.partition(" ")[0]: int(line.rpartition(" ")[2]) for line in said.getvalue().splitlines()}


def test_an_address_of_a_mail_is_erased_after_30_days_and_the_mail_never_sent_again():
    row = outbox.post("note", "pat@mail.example", "Hello", "Text", reply_to="ana@mail.example")
    run_tasks()
    later = timezone.now() + timedelta(days=30)
    assert retention.forget_mail(later - DAY) == 0
    assert retention.forget_mail(later) == 1
    assert retention.forget_mail(later) == 0
    row.refresh_from_db()
    assert (row.to, row.reply_to, row.subject, row.text) == ("", "", "", "")
    assert OutgoingMail.objects.filter(message_id=row.message_id).exists()


def test_finished_tasks_go_after_a_day_and_failed_ones_after_a_month():
    outbox.post("note", "pat@mail.example", "Hello", "Text")
    run_tasks()
    now = timezone.now()
    assert retention.delete_old_tasks(now + DAY - timedelta(minutes=1)) == 0
    DBTaskResult.objects.update(status="FAILED")
    assert retention.delete_old_tasks(now + 29 * DAY) == 0
    assert retention.delete_old_tasks(now + 31 * DAY) == 1


def test_a_report_goes_half_a_year_after_staff_dealt_with_it():
    provider = factories.listed_provider()
    report = ProblemReport.objects.create(
        provider=provider, token="7b8c1f0a-1d1e-4f6e-9a56-0c5f4a3b2c1d", kind="other", message="Text"
    )
    later = timezone.now() + timedelta(days=180)
    assert erase_old_reports(later) == 0  # nobody has dealt with it
    ProblemReport.objects.update(handled_at=report.created_at)
    assert erase_old_reports(later - DAY) == 0
    assert erase_old_reports(later) == 1


def test_a_counter_that_ran_out_is_deleted_with_the_address_in_its_key():
    cache.set("limit:192.0.2.7", "1", 60)
    cache.set("limit:192.0.2.8", "1", 86_400)
    assert retention.count_old_counters(timezone.now() + timedelta(minutes=2)) == 1
    assert retention.delete_old_counters() == 0
    assert retention.delete_old_counters(timezone.now() + timedelta(minutes=2)) == 1
    assert cache.get("limit:192.0.2.8") == "1"


def test_what_a_declined_listing_said_goes_after_half_a_year_and_the_decision_stays():
    submission = factories.submission()
    decisions.decline(submission, by=factories.moderator(), reason="Not licensed.")
    later = timezone.now() + timedelta(days=180)
    assert erase_ended(later - DAY) == 0
    assert DecidedDocument.objects.count() == 1
    assert erase_ended(later) == 1
    assert erase_ended(later) == 0
    submission.refresh_from_db()
    assert submission.document == {}
    assert submission.decisions.get().document_sha256
    assert not DecidedDocument.objects.exists()


def test_a_first_draft_that_nobody_touches_goes_after_a_year():
    factories.submission(submitted=False)
    later = timezone.now() + timedelta(days=365)
    assert delete_left(later - DAY) == 0
    assert delete_left(later) == 1
    assert not Submission.objects.exists()


def test_a_dry_run_counts_and_erases_nothing():
    outbox.post("note", "pat@mail.example", "Hello", "Text")
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert purge("--dry-run")["mail"] == 1
    assert OutgoingMail.objects.get().to == "pat@mail.example"
    assert purge()["mail"] == 1
    assert purge()["mail"] == 0
    assert OutgoingMail.objects.get().to == ""


def test_the_privacy_page_prints_the_table_that_the_purge_works_by(client):
    html = client.get("/privacy/").content.decode()
    for rule in RULES:
        assert str(rule.what) in html
        assert str(rule.kept_for) in html


CANARY = "canary-7f3e9b"
SCRIPT = f"""
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from providers.models import Inquiry, Provider
from psychly.mail import outbox
call_command("migrate", verbosity=0)
call_command("createcachetable")
provider = Provider.objects.create(
    slug="a", display_name="Ana Rivera", role="psychologist", kind="person"
)
old = timezone.now() - timedelta(days=29, minutes=1)
token = "7b8c1f0a-1d1e-4f6e-9a56-0c5f4a3b2c1d"
Inquiry.objects.create(provider=provider, token=token, created_at=old, name="{CANARY}-name",
    email="{CANARY}@mail.example", message="{CANARY} " * 400)
mail = outbox.post("inquiry", "a@clinic.example", "Hello", "{CANARY} " * 400)
type(mail).objects.update(created_at=old)
"""


@pytest.mark.slow
def test_no_trace_of_an_erased_message_stays_in_the_database_file(tmp_path):
    environ = {
        **os.environ,
        "DATABASE_URL": "",
        "DEMO": "1",
        "SITE_URL": "",
        "ALLOWED_HOSTS": "",
        "SECRET_KEY": "retention-test-" + "abcdefghij" * 5,
        "VAR_DIR": str(tmp_path),
    }
    for arguments in (["shell", "-c", SCRIPT], ["purge"]):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environ, check=True)
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("psychly.sqlite3*"))
        assert (CANARY.encode() in kept) is (arguments != ["purge"])
