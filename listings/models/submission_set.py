"""Which submissions: by where they stand, and how a new one begins."""

from copy import deepcopy
from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from listings.policy import DISCARDED_DAYS, HOLD
from providers.models import Collaborator


class SubmissionQuerySet(models.QuerySet):
    """Submissions by where they stand."""

    def waiting(self):
        """What needs a decision, oldest first."""
        return self.filter(state=self.model.State.SUBMITTED).order_by("submitted_at", "pk")

    def held(self):
        """What a moderator has open now."""
        return self.filter(claimed_at__gte=timezone.now() - HOLD)

    def free(self):
        """What nobody has open now."""
        return self.exclude(claimed_at__gte=timezone.now() - HOLD)

    def undecided(self):
        """What nobody has decided on a moment ago (`HeldDecision`)."""
        return self.exclude(held__isnull=False, held__refused="")

    def not_of(self, user):
        """Without those that a user began, sent, or may write: nobody decides on their own."""
        rows = self.exclude(owner=user).exclude(sent_by=user)
        return rows.exclude(provider__collaborators__user=user)

    def open(self):
        """What is not decided for good yet."""
        return self.filter(state__in=self.model.OPEN)

    def take_back(self):
        """Withdraw those that are open; return how many were."""
        values = {"state": self.model.State.WITHDRAWN, "withdrawn_at": timezone.now()}
        return self.open().update(**values, claimed_by=None, claimed_at=None)

    def discarded(self, now=None):
        """Edits that were discarded so short a time ago that they can be brought back, the newest first.

        One of which nothing waited was not discarded: it differs from what is public in nothing.
        """
        since = (now or timezone.now()) - timedelta(days=DISCARDED_DAYS)
        rows = self.filter(provider__isnull=False, state=self.model.State.WITHDRAWN, begun_again=None)
        rows = rows.filter(withdrawn_at__gt=since).exclude(document={})
        return rows.exclude(document=models.F("base_document")).order_by("-withdrawn_at", "-pk")

    def ended(self):
        """First listings that came to nothing, still say something and were not begun again, newest first."""
        rows = self.filter(provider=None, state__in=self.model.ENDED, begun_again=None)
        return rows.exclude(document={}).order_by("-pk")

    def written_by(self, user):
        """What one account may write: its own first listings, and all of the listings that it writes."""
        public = Collaborator.objects.filter(user=user).values("provider")
        return self.filter(models.Q(provider=None, owner=user) | models.Q(provider__in=public))

    def first_listings_of(self, user):
        """The first listings of one account that never became public."""
        return self.filter(owner=user, provider=None)

    def new_listing_of(self, user):
        """Return the one first listing that a therapist has open, or a new draft that is not stored yet."""
        return self.first_listings_of(user).open().first() or self.model(owner=user)

    def begin_again(self, ended):
        """Begin a draft with what one said that was withdrawn or declined; return it.

        When another first listing of its owner is open, return that one.
        """
        parts = {step: part for step, part in ended.document.items() if step != "review"}
        try:
            with transaction.atomic():
                row = self.create(owner=ended.owner, document=parts, photo=ended.photo, begun_from=ended)
                row.premises.set(ended.premises.all())
                return row
        except IntegrityError:
            return self.new_listing_of(ended.owner)

    def bring_back(self, discarded, *, by):
        """Go on with an edit that was discarded: return the draft, or None while another edit is open.

        It is based on what it was based on: what became public since meets it when it is sent.
        """
        parts = {step: part for step, part in discarded.document.items() if step != "review"}
        try:
            with transaction.atomic():
                row = self.create(
                    owner=by,
                    provider=discarded.provider,
                    based_on=discarded.based_on,
                    base_document=discarded.base_document,
                    document=parts,
                    is_demonstration=discarded.is_demonstration,
                    photo=discarded.photo,
                    begun_from=discarded,
                )
                row.premises.set(discarded.premises.all())
                return row
        except IntegrityError:
            return None

    def edit_of(self, provider, *, by):
        """Return the open edit of a listing, whoever began it; begin one if there is none."""
        parts = deepcopy(provider.document)
        parts.pop("review")
        try:
            with transaction.atomic():
                row = self.create(
                    owner=by,
                    provider=provider,
                    based_on=provider.version,
                    base_document=parts,
                    document=deepcopy(parts),
                    is_demonstration=provider.is_demonstration,
                    photo=provider.photo,
                )
                row.premises.set([shown.photo_id for shown in provider.premises.all()])
                return row
        except IntegrityError:
            return self.open().get(provider=provider)
