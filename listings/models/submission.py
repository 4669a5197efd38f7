"""Submissions: a listing being written or proposed, and what may happen to it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from listings.models.refusals import AlreadyDecided, Conflict
from listings.models.submission_set import SubmissionQuerySet
from listings.policy import HOLD
from listings.steps import rules
from providers.document import schema as documents
from providers.document.first_schema import upgraded
from providers.models import Photo, Provider
from providers.models.provider import both_or_neither


class Submission(models.Model):
    """A listing that is being written or proposed, as one document.

    The first listing and every later edit are the same thing; an edit names the `provider` it changes and
    the public version it is `based_on` (which stays 0 on what was a first listing). `document_version`
    counts saved changes of the document: a decision names the version it was made on, so nothing is
    approved unseen.
    """

    class State(models.TextChoices):
        """Where a submission stands."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        CHANGES_REQUESTED = "changes-requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        SPAM = "spam", _("Spam")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
    OPEN = (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED)
    ENDED = (State.WITHDRAWN, State.DECLINED, State.SPAM)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="submissions")
    based_on = models.PositiveIntegerField(_("based on version"), null=True, blank=True)
    base_document = models.JSONField(_("document before the edit"), default=dict, blank=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    document = models.JSONField(_("document"), default=dict)
    document_version = models.PositiveIntegerField(_("document version"), default=0)
    begun_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="begun_again", editable=False
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    # The photo that the document names: what a document names alone would count as unused.
    photo = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="submissions", editable=False
    )
    premises = models.ManyToManyField(Photo, related_name="proposed", editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["submitted_at", "pk"]
        constraints = [
            both_or_neither("claimed_at", "claimed_by", name="submission_claimed_at_and_by"),
            both_or_neither("provider", "based_on", name="submission_edit_has_a_base"),
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(provider__isnull=False, state__in=["draft", "submitted", "changes-requested"]),
                name="one_open_submission_per_provider",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(provider=None, state__in=["draft", "submitted", "changes-requested"]),
                name="one_open_first_listing_per_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(submitted_at__isnull=False),
                name="submission_submitted_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"], decided_at=None)
                | Q(state__in=["changes-requested", "approved", "declined", "spam"], decided_at__isnull=False)
                | Q(state="withdrawn"),
                name="submission_decided_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="submission_queue")]

    def __str__(self):
        return self.name or str(_("Untitled listing"))

    def get_absolute_url(self):
        """Where its owner finds it, whatever became of it."""
        return reverse("listings:one", args=[self.pk])

    @property
    def name(self):
        """The display name in the document, or nothing yet."""
        return self.document.get("you", {}).get("display_name", "")

    def address_of(self, step):
        """Where its owner writes a step of it; a draft that is not stored yet is written where all begin."""
        if self.pk is None:
            return reverse("listings:new", args=[step])
        return reverse("listings:step", args=[self.pk, step])

    @property
    def typed(self):
        """The document, typed."""
        return documents.read_document(self.document)

    @property
    def is_of_an_owner(self):
        """Whether who writes it owns the listing, or would: an editor's mailbox proves no licensee."""
        return self.provider is None or self.provider.is_owned_by(self.owner)

    @property
    def spoken_code(self):
        """Six digits that its owner and the desk see, where it has an NPI; "" without one.

        Who reads them to staff at the telephone number that the NPI Registry has holds the account: it is the
        licensee's. The same for as long as the submission has the same owner.
        """
        if not self.typed.you.npi or not self.is_of_an_owner:
            return ""
        digest = salted_hmac("psychly.identity", f"{self.pk}:{self.owner_id}").hexdigest()
        return f"{int(digest[:12], 16) % 1_000_000:06}"

    @property
    def is_editable(self):
        """Whether the therapist may change the document."""
        return self.state in self.EDITABLE

    def belongs_to(self, user):
        """Whether a user began it, sent it, or may write the listing that it changes."""
        return user.pk in (self.owner_id, self.sent_by_id) or self.may_be_written_by(user)

    def may_be_written_by(self, user):
        """Whether a user may change and send it: of a first listing who began it, else all who write it."""
        if self.provider_id:
            return self.provider.may_be_written_by(user)
        return user.pk == self.owner_id

    @property
    def readers(self):
        """The accounts that its mails go to: the owners of the listing, and who sent it while an editor."""
        if not self.provider_id:
            return [self.owner]
        sender = [row.user for row in self.provider.collaborators.all() if row.user_id == self.sent_by_id]
        return list(dict.fromkeys([*self.provider.owners, *sender]))

    @property
    def holder(self):
        """The moderator who has it open now, or None."""
        is_held = self.claimed_at and timezone.now() - self.claimed_at < HOLD
        return self.claimed_by if is_held else None

    @property
    def last_decision(self):
        """The newest decision, or None."""
        return self.decisions.first()

    def problems(self):
        """What is missing or wrong, as `rules.Problem`s."""
        before = documents.read_document(self.base_document) if self.provider_id else None
        return rules.problems(self.typed, before=before)

    # --- How it is written and moved; the verbs stand in `steps/submitting` and `moderation/decisions` ---

    def save_step(self, step, part, *, seen, by):
        """Save one part of the document; `seen` is the fingerprint of the part that the page showed.

        The same content posted again changes nothing; a change has the consents asked again, which were
        given for what it said before. Raises Conflict when the part was changed
        elsewhere, AlreadyDecided when the submission can no longer be changed.
        """
        self.must_be_written_by(by)
        if not self.pk:
            self._begin(getattr(self.typed, step), part, seen)
        for _attempt in range(20):
            if not self.is_editable:
                raise AlreadyDecided
            current = getattr(self.typed, step)
            if step in self.document and current == part:
                return
            if documents.fingerprint(current) != seen:
                raise Conflict
            now = timezone.now()
            values = {"document": self._with(step, part), "saved_at": now}
            if step == "about":
                values["photo"] = Photo.objects.filter(pk=part.photo or None).first()
            if self._saved(part if step == "about" else None, values):
                return
            self._read_again()
        raise Conflict

    def _saved(self, about, values):
        """Save values of a step as the next version of the document; `about` names its photos."""
        with transaction.atomic():
            if not self._guarded(self.EDITABLE, document_version=self.document_version + 1, **values):
                return False
            if about:
                self.premises.set(Photo.objects.by_keys([row.photo for row in about.premises]).values())
        return True

    def _with(self, step, part):
        """The document with one part in place of what it said; a change of another part ends the consents."""
        said = {**upgraded(self.document), step: documents.to_json(part)}
        if step != "review" and getattr(self.typed, step) != part:
            said.pop("review", None)
        return said

    def _read_again(self):
        """Read the row again; an edit that went live whole in another window has none: AlreadyDecided."""
        try:
            self.refresh_from_db()
        except Submission.DoesNotExist:
            raise AlreadyDecided from None

    def must_be_written_by(self, user):
        """Raise PermissionDenied for anybody who may not write it."""
        if not self.may_be_written_by(user):
            raise PermissionDenied

    def _begin(self, current, part, seen):
        """Make the row of a new draft; two at once become one.

        A page of what has ended meanwhile begins none: it raises Conflict.
        """
        if current != part and documents.fingerprint(current) != seen:
            raise Conflict
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            self.pk = Submission.objects.open().get(owner=self.owner, provider=None).pk
            self.refresh_from_db()

    def _guarded(self, states, version=None, **values):
        """Update the row if it still is in one of these states and at this document version."""
        version = self.document_version if version is None else version
        rows = Submission.objects.filter(pk=self.pk, state__in=states, document_version=version)
        if not rows.update(**values):
            return False
        self.refresh_from_db()
        return True

    def move(self, state, states, version=None, **values):
        """Move it to a state if it still is in one of `states` and at this document version.

        Raises AlreadyDecided when it is elsewhere, Conflict when the document was changed.
        """
        if not self._guarded(states, version, state=state, **values):
            self._read_again()
            raise Conflict if self.state in states else AlreadyDecided
