"""Measures the moderators' desk: `script/bench moderation`, or `python -m tests.bench_moderation`.

Ten thousand submissions wait; each page is read beside a view that answers "hello", in one process, in
turns, through the whole site (every middleware) but without a network. Then an exclusion list of the length
of the published one is imported.
"""

import csv
import datetime
import random
import resource
import statistics
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import include, path, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from listings.checks import exclusion_list, exclusions, name_words  # noqa: E402
from listings.models import CheckResult, Decision, Exclusion, Submission, SubmissionKey  # noqa: E402
from listings.models.submission_key import keys_of  # noqa: E402
from listings.moderation import decisions  # noqa: E402
from listings.tasks import ask_for_checks  # noqa: E402
from providers.models import ProblemReport  # noqa: E402
from psychly.models import User  # noqa: E402
from tests import factories  # noqa: E402

SUBMISSIONS, FEW, REPORTS, EXCLUSIONS, FEW_EXCLUSIONS = 10_000, 100, 200, 80_000, 800
TURNS, LIMIT = 15, 300  # milliseconds a page
#: First names of the invented list; the first is that of one person in forty, as on the published one.
GIVEN = random.Random(2).sample(sorted(name_words.COMMON_GIVEN_NAMES), 300)

urlpatterns = [path("hello", lambda request: HttpResponse("hello")), path("", include("psychly.urls"))]


def main():
    """Print the figures of one engine; return 1 when a limit is not kept."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("load_legal_status", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"\n{connection.vendor}")
    few_rows = named(FEW_EXCLUSIONS)
    imported = imported_in()
    settle()
    screening(few_rows)
    with override_settings(ROOT_URLCONF=__name__, SECURE_SSL_REDIRECT=False, STAFF_SECOND_FACTOR=False):
        staff = factories.moderator()
        listed = decided(staff)
        cookie = signed_in(staff)
        add(FEW)
        few = {name: statements(where, cookie) for name, where in pages(listed).items()}
        add(SUBMISSIONS - FEW)
        settle()
        slowest = reading(pages(listed), cookie, few)
    return 0 if slowest < LIMIT and imported < 120 else 1


def pages(listed):
    """{page: address}"""
    queue = reverse("admin:listings_submission_changelist")
    waiting = Submission.objects.waiting()
    first, edit = waiting.filter(provider=None).first(), waiting.exclude(provider=None).first()
    return {
        "queue": queue,
        "queue, page 100": f"{queue}?p=100" if waiting.count() > 5000 else f"{queue}?p=2",
        "queue, a word": f"{queue}?q=robin",
        "queue, a number": f"{queue}?q=X10037",
        "queue, all that were sent": f"{queue}?state=all",
        "decision on a new listing": reverse("admin:listings_submission_change", args=[first.pk]),
        "decision on an edit": reverse("admin:listings_submission_change", args=[edit.pk]),
        "history of a listing": reverse("admin:listings_submission_record", args=[listed.pk]),
        "figures": reverse("admin:listings_submission_figures"),
    }


def decided(staff):
    """Publish one listing, with decisions of a year on it; return its provider."""
    row = factories.submission()
    decisions.approve(row, by=staff, facts=factories.license_facts(row))
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(
            submission=row,
            verdict=random.Random(n).choice(["approved", "changes-requested", "declined", "spam"]),
            by=staff,
            at=now - datetime.timedelta(hours=n / 5),
            sent_at=now - datetime.timedelta(hours=n / 5 + n % 90),
            document_sha256=row.last_decision.document_sha256,
        )
        for n in range(30)
    )
    provider = row.provider
    ProblemReport.objects.bulk_create(
        ProblemReport(
            provider=provider, token=f"00000000-0000-4000-8000-{n:012}", kind="other", message="Look."
        )
        for n in range(REPORTS)
    )
    edit = Submission.objects.edit_of(provider, by=provider.owners[0])
    edit.document["about"]["approach"] = "We listen first. Nothing is given at a first visit."
    edit.document["review"] = factories.document()["review"]
    edit.state, edit.submitted_at = Submission.State.SUBMITTED, now - datetime.timedelta(days=400)
    edit.save()
    ask_for_checks(edit)
    return provider


def add(count):
    """Let so many more submissions wait, each with its checks, and decide on as many others."""
    now, staff = timezone.now(), User.objects.filter(is_staff=True).first()
    start = Submission.objects.count()
    owners = User.objects.bulk_create(User(email=f"bench-{start + n}@demo.example") for n in range(count))
    document = factories.document()
    rows = Submission.objects.bulk_create(
        Submission(
            owner=owner,
            document={**document, "you": {**document["you"], "display_name": f"Demo {start + n}"}},
            state=Submission.State.SUBMITTED,
            submitted_at=now - datetime.timedelta(minutes=start + n),
        )
        for n, owner in enumerate(owners)
    )
    kinds = list(CheckResult.Kind)
    CheckResult.objects.bulk_create(
        (
            CheckResult(
                submission=row, kind=kind, outcome=("matches", "look", "plausible", "unchecked")[n % 4]
            )
            for n, row in enumerate(rows)
            for kind in kinds
        ),
        batch_size=2_000,
    )
    SubmissionKey.objects.bulk_create(
        (
            SubmissionKey(submission=row, kind=kind, value=f"{value} {row.pk}")
            for row in rows
            for kind, value in keys_of(row.document)
        ),
        batch_size=2_000,
    )
    sha256 = Decision.objects.first().document_sha256
    Decision.objects.bulk_create(
        Decision(
            submission=row,
            verdict="changes-requested",
            by=staff,
            at=now - datetime.timedelta(minutes=12 * n),
            sent_at=now - datetime.timedelta(minutes=12 * n + 600),
            document_sha256=sha256,
        )
        for n, row in enumerate(rows)
    )


def settle():
    """Let PostgreSQL learn what the tables hold, as its own housekeeping would."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")


def signed_in(staff):
    """Return the cookie of a session of this moderator."""
    client = Client()
    client.force_login(staff)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def statements(where, cookie):
    """How many statements a page asks."""
    handler = WSGIHandler()
    get(handler, where, cookie)
    with CaptureQueriesContext(connection) as asked:
        get(handler, where, cookie)
    return len(asked)


def reading(addresses, cookie, few):
    """Print how long each page takes; return the slowest median in milliseconds."""
    handler = WSGIHandler()
    asked = {"hello": "/hello", **addresses}
    for where in asked.values():
        get(handler, where, cookie)
    taken, worked = {name: [] for name in asked}, {name: [] for name in asked}
    for _turn in range(TURNS):
        for name, where in asked.items():
            began, busy = time.perf_counter(), time.process_time()
            get(handler, where, cookie)
            taken[name].append((time.perf_counter() - began) * 1000)
            worked[name].append((time.process_time() - busy) * 1000)
    hello, hello_worked = (statistics.median(rows.pop("hello")) for rows in (taken, worked))
    print(f"  hello: {hello:.2f} ms, of which this process worked {hello_worked:.2f} ms")
    for name, values in taken.items():
        half, most = statistics.median(values), sorted(values)[round(len(values) * 0.95) - 1]
        busy = statistics.median(worked[name])
        now = statements(asked[name], cookie)
        print(
            f"  {name}: p50 {half:.0f} ms (limit {LIMIT}), p95 {most:.0f} ms, of which this process worked "
            f"{busy:.0f} ms; {half / hello:.0f} hellos, {busy / hello_worked:.0f} by work; "
            f"{now} statements ({few[name]} with {FEW} submissions)"
        )
    return max(statistics.median(values) for values in taken.values())


def get(handler, where, cookie):
    """Ask the site as a server would."""
    where, _, query = where.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": where,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "HTTP_COOKIE": cookie,
    }
    codes = []
    response = handler(environ, lambda status, rows: codes.append(status))
    size = sum(len(part) for part in response)
    response.close()
    assert codes[0].startswith("200"), (where, codes)
    assert size


def imported_in():
    """Import a list of EXCLUSIONS rows, twice; print times and memory; return the seconds of the first."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "UPDATED.csv"
        write_list(file)
        before = memory()
        first, again = (timed(file) for _ in range(2))
        print(
            f"  exclusion list, {Exclusion.objects.count():,} rows, {file.stat().st_size / 1e6:.0f} MB: "
            f"{first:.1f} s, the same file again {again:.1f} s, {memory() - before:.0f} MB more memory"
        )
    return first


def named(rows):
    """Import a list of so many rows; return the milliseconds that this process works on each name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "UPDATED.csv"
        write_list(file, rows)
        timed(file)
    return screened()


def screened():
    """{name: milliseconds of this process, the median} for names of several kinds."""
    taken = {}
    for name, role in (
        ("Robin Sampleton", "psychiatrist"),
        (f"{GIVEN[0]} Demo1", "psychiatrist"),
        ("Maria Garcilla de Lopeza", "nurse-practitioner"),
        ("Made Up Ketamine Clinic", "clinic"),
    ):
        worked = []
        for _turn in range(TURNS):
            busy = time.process_time()
            exclusions.of_name(name, state="TX", role=role)
            worked.append((time.process_time() - busy) * 1000)
        taken[name] = statistics.median(worked)
    return taken


def screening(few_rows):
    """Print what the check of a name costs in the long list, and how many times that of a short one."""
    for name, worked in screened().items():
        print(
            f"  exclusion check of {name!r}: worked {worked:.1f} ms among {EXCLUSIONS:,} rows, "
            f"{worked / few_rows[name]:.1f} times that among {FEW_EXCLUSIONS}"
        )


def timed(file):
    """Seconds that the import of a file takes."""
    began = time.perf_counter()
    exclusion_list.load(file)
    return time.perf_counter() - began


def memory():
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_list(file, rows=EXCLUSIONS):
    """Write a file in the shape of the published one, of invented rows: one in 25 is a business."""
    chance = random.Random(1)
    with open(file, "w", newline="") as out:
        writer = csv.DictWriter(out, exclusion_list.COLUMNS, restval="")
        writer.writeheader()
        for n in range(rows):
            last = f"DEMO{chance.randrange(20_000)}"
            first = GIVEN[min(int(chance.expovariate(1 / 40)), len(GIVEN) - 1)]
            business = f"Demo {n} Clinic LLC".upper() if n % 25 == 0 else ""
            writer.writerow(
                {
                    "LASTNAME": "" if business else last,
                    "FIRSTNAME": "" if business else first.upper(),
                    "BUSNAME": business,
                    "GENERAL": "INDIVIDUAL (UNAFFILIATED)",
                    "SPECIALTY": "NURSE/NURSES AIDE",
                    "NPI": "0000000000",
                    "DOB": "19700101",
                    "ADDRESS": f"{n} EXAMPLE STREET",
                    "CITY": "AUSTIN",
                    "STATE": "TX",
                    "ZIP": "78701",
                    "EXCLTYPE": "1128b4",
                    "EXCLDATE": f"20{chance.randrange(10, 26):02}0120",
                    "REINDATE": "00000000",
                    "WAIVERDATE": "00000000",
                }
            )


if __name__ == "__main__":
    sys.exit(main())
