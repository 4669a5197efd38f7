"""What the cluster is filled with before, and what is read out of it afterwards, through the models.

`python -m tests.cluster.people VERB` runs with the settings of the site; words come and go as JSON.
"""

import json
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import boto3
import django
from botocore.exceptions import ClientError

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from listings.models import HeldDecision, Submission  # noqa: E402
from providers.models import Fact, Inquiry, License, Location, Photo, Provider  # noqa: E402
from providers.photos.keeping import keep_photo  # noqa: E402
from psychly.mail.tasks import RUNNING_LIMIT  # noqa: E402
from psychly.models import OutgoingMail, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.bench_seed import Seed  # noqa: E402

OWNED = 60  # providers with an owner, who are written to
DRAFTS = 4


def prepare():
    """Make the tables and what every release brings."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("render_error_pages", verbosity=0)
    call_command("load_places", verbosity=0)
    return {}


def seed(size):
    """Write providers, as the owner of the server: the seed passes over the checks of its keys."""
    made = Seed(size)
    made.write()
    return {"towns": sorted(set(made.towns))[:300]}


def index():
    """Make what a search reads, and an article."""
    with connection.cursor() as cursor:  # the seed gave numbers of its own
        for statement in connection.ops.sequence_reset_sql(no_style(), [Provider, Location, Fact, License]):
            cursor.execute(statement)
    call_command("rebuild_search_index", verbosity=0)
    factories.reference()
    factories.article(slug="sleep")
    return {}


def people(submissions):
    """Owners, therapists with a draft, what waits for staff, and a photo; return who signs in and where."""
    providers = list(Provider.objects.published().order_by("pk")[:OWNED])
    for provider in providers:
        factories.collaborator(provider)
    drafts = [factories.submission(submitted=False) for _ in range(DRAFTS)]
    waiting = [factories.submission().pk for _ in range(submissions)]
    return {
        "slugs": [provider.slug for provider in providers],
        "drafts": [(row.pk, factories.session(row.owner)) for row in drafts],
        "waiting": waiting,
        "photo": _photo(),
        "cookie": settings.SESSION_COOKIE_NAME,
    }


def _photo():
    """A photo in the bucket that everybody may see, or "" without a bucket."""
    if not settings.PHOTO_BUCKET:
        return ""
    options = settings.PHOTO_BUCKET
    boto3.client(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name=options["region_name"],
        aws_access_key_id=options["access_key"],
        aws_secret_access_key=options["secret_key"],
    ).create_bucket(Bucket=options["bucket_name"])
    for _ in range(30):  # its first volume takes a moment
        with suppress(ClientError):
            default_storage.save("first", ContentFile(b"first"))
            break
        time.sleep(1)
    photo = keep_photo(factories.clean_photo())
    photo.show()
    assert default_storage.exists(photo.path())
    return f"/media/{photo.path()}"


def desk():
    """A moderator who passed both steps of the sign-in a moment ago; return the session."""
    user = User.objects.filter(is_staff=True, groups__name="moderators").first() or factories.moderator(
        email="desk@mail.example"
    )
    client = Client()
    factories.enter_desk(client, user)
    return {"session": client.cookies[settings.SESSION_COOKIE_NAME].value}


def check(messages, steps, approvals):
    """Compare what was acknowledged with what is there: {kind: {"lost": …, "twice": …}}.

    A step was acknowledged with a number: that one or a later one must stand. A press of a moderator is there
    when its decision was made, or waits for its moment.
    """
    found = Counter(Inquiry.objects.values_list("message", flat=True))
    mails = Counter(OutgoingMail.objects.filter(kind="inquiry").values_list("message_id", flat=True))
    drafts = {str(row.pk): row.typed.about.approach for row in Submission.objects.filter(pk__in=steps)}
    decided = set(Submission.objects.filter(state="approved").values_list("pk", flat=True))
    held = set(HeldDecision.objects.pending().values_list("submission_id", flat=True))
    return {
        "messages": {
            "lost": sum(not found[text] for text in messages),
            "twice": sum(count > 1 for count in [*found.values(), *mails.values()]),
        },
        "steps": {
            "lost": sum(_number(drafts.get(pk, "")) < number for pk, number in steps.items()),
            "twice": 0,
        },
        "approvals": {
            "lost": len(set(approvals) - decided - held),
            "twice": _decided_twice(),
        },
    }


def _number(text):
    """The number at the end of what a step holds, or -1."""
    last = text.split()[-1] if text else ""
    return int(last) if last.isdigit() else -1


def _decided_twice():
    counts = Counter(Submission.objects.filter(decisions__verdict="approved").values_list("pk", flat=True))
    return sum(count > 1 for count in counts.values())


def hours_later():
    """Put back what a killed worker had taken, as housekeeping does a quarter of an hour later."""
    DBTaskResult.objects.running().update(started_at=F("started_at") - RUNNING_LIMIT - timedelta(minutes=1))
    OutgoingMail.objects.waiting().exclude(claimed_at=None).update(
        claimed_at=F("claimed_at") - timedelta(hours=1)
    )
    call_command("housekeeping", verbosity=0)
    return {}


def waiting():
    """What still waits: mails, presses of moderators."""
    return {
        "mails": OutgoingMail.objects.waiting().count(),
        "presses": HeldDecision.objects.pending().count(),
        "photos": Photo.objects.filter(widths=[]).count(),
    }


if __name__ == "__main__":
    verb, words, answer = sys.argv[1], json.loads(sys.stdin.read() or "{}"), Path(sys.argv[2])
    verbs = {
        "prepare": prepare,
        "seed": seed,
        "index": index,
        "people": people,
        "desk": desk,
        "check": check,
        "hours_later": hours_later,
        "waiting": waiting,
    }
    answer.write_text(json.dumps(verbs[verb](**words)))
