"""Which submissions: by where they stand, and what a therapist is writing."""

from copy import deepcopy
from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from listings import document as documents
from listings import publication

#: How long a moderator holds a submission that was opened.
CLAIM = timedelta(minutes=20)


class SubmissionQuerySet(models.QuerySet):
    """Submissions by where they stand."""

    def waiting(self):
        """What needs a decision, oldest first."""
        return self.filter(state=self.model.State.SUBMITTED).order_by("submitted_at", "pk")

    def held(self):
        """What a moderator has open now."""
        return self.filter(claimed_at__gte=timezone.now() - CLAIM)

    def free(self):
        """What nobody has open now."""
        return self.exclude(claimed_at__gte=timezone.now() - CLAIM)

    def open(self):
        """What is not decided for good yet."""
        return self.filter(state__in=self.model.OPEN)

    def ended(self):
        """What came to nothing, the newest first."""
        states = [self.model.State.WITHDRAWN, self.model.State.DECLINED]
        return self.filter(provider=None, state__in=states).order_by("-pk")

    def owned_by(self, user):
        """The submissions of one therapist."""
        return self.filter(owner=user)

    def being_written_by(self, user):
        """Return what a therapist is writing or waiting for, or a new draft that is not stored yet.

        A new draft begins with what the last one said that was withdrawn or declined.
        """
        current = self.owned_by(user).open().select_related("provider").order_by("-pk").first()
        if current:
            return current
        last = self.owned_by(user).ended().first()
        parts = {k: v for k, v in last.document.items() if k != "review"} if last else {}
        return self.model(owner=user, document=parts, photo=last.photo if last else None)

    def edit_of(self, provider):
        """Return the open edit of a listing; begin one if there is none."""
        parts = documents.to_json(publication.from_provider(provider))
        parts.pop("review")
        try:
            with transaction.atomic():
                return self.create(
                    owner=provider.owner,
                    provider=provider,
                    based_on=provider.version,
                    base_document=parts,
                    document=deepcopy(parts),
                    is_demonstration=provider.is_demonstration,
                    photo=provider.photo,
                )
        except IntegrityError:
            return self.open().get(provider=provider)
