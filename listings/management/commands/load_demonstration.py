"""Fill an empty site with demonstration data: sign-ins, places, articles, listings, a queue."""

import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from listings.demonstration import samples
from listings.models import Submission
from listings.moderation import decisions
from listings.publishing.public_change import public_change
from listings.steps import submitting
from providers.models import Fact, Place, Provider
from providers.profile.ledger import statements_of
from psychly.models import OutgoingMail, User

#: Address, group (none: a therapist).
PEOPLE = {
    "therapist@demo.example": None,
    "moderator@demo.example": "moderators",
    "editor@demo.example": "editors",
    "admin@demo.example": "administrators",
}


class Command(BaseCommand):
    """`manage.py load_demonstration`: may run again; what is there stays as it is."""

    help = "Load demonstration people, listings and content. Only with DEMO=1."

    def handle(self, *args, **options):
        """Load what is missing."""
        if not settings.DEMO:
            raise CommandError("Demonstration data are for DEMO=1 only.")
        if not Place.objects.zips().exists():
            call_command("load_places", verbosity=0)
        people = {email: person(email, group) for email, group in PEOPLE.items()}
        for name in ("load_legal_status", "load_articles"):
            if name in get_commands():
                call_command(name, verbosity=0)
        with transaction.atomic():
            for sample in samples.samples():
                publish(sample, moderator=people["moderator@demo.example"])
            for days, sample in enumerate(samples.waiting(), 1):
                wait(sample, days)
            # Nobody reads the mail of invented owners.
            OutgoingMail.objects.waiting().filter(
                to__startswith="listing-", to__endswith="@demo.example"
            ).delete()
        self.stdout.write(f"{Provider.objects.filter(is_demonstration=True).count()} demonstration listings.")


def person(email, group=None):
    """Return a demonstration user with a confirmed address, and the group's rights for staff."""
    user, _ = User.objects.get_or_create(email=email, defaults={"is_staff": bool(group)})
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def submitted(sample):
    """Return the sample's submission, sent by its owner; None when it was sent before."""
    owner = person(sample.email)
    if owner.submissions.exists():
        return None
    submission = Submission.objects.create(owner=owner, document=sample.document(), is_demonstration=True)
    submitting.submit(submission, by=owner)
    return submission


def publish(sample, *, moderator):
    """Publish a sample through the verbs; then age it, so that dates differ."""
    submission = submitted(sample)
    if submission is None:
        return
    age(sample, decisions.approve(submission, by=moderator, note="Demonstration."), moderator=moderator)


def age(sample, provider, *, moderator):
    """Make a published sample look checked, and some days or weeks old."""
    days = sample.number * 7 % 85  # still confirmed
    with public_change(provider, confirms=False, record=None, mail=None):
        for fact in facts(sample, provider):
            Fact.objects.create(provider=provider, checked_by=moderator, **fact)
        provider.confirmed_on = timezone.localdate() - datetime.timedelta(days=days)
        provider.published_at = timezone.now() - datetime.timedelta(days=days + 30)


def facts(sample, provider):
    """What the demonstration's moderator "checked": from one fact of the ledger to all of them."""
    kinds = [Fact.Kind.LICENSE, Fact.Kind.PHONE, Fact.Kind.ADDRESS, Fact.Kind.TRAINING]
    checked = kinds[: sample.number % (len(kinds) + 1)]
    now = timezone.now()
    return [
        {
            "kind": statement.kind,
            "value": statement.value,
            "basis": Fact.Basis.STAFF,
            "source_name": "Demonstration check",
            "checked_at": now - datetime.timedelta(days=sample.number * 3 % 60),
            "expires_on": timezone.localdate() + datetime.timedelta(days=120 + sample.number),
        }
        for statement in statements_of(provider.listing)
        if statement.kind in checked
    ]


def wait(sample, days):
    """Leave a sample in the queue, sent some days ago."""
    submission = submitted(sample)
    if submission:
        sent = timezone.now() - datetime.timedelta(days=days, hours=2)
        Submission.objects.filter(pk=submission.pk).update(submitted_at=sent, saved_at=sent)
