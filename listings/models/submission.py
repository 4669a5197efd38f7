"""Submissions: a listing being written or proposed, and what may happen to it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from listings.checks import exclusions
from listings.document import difference
from listings.document import schema as documents
from listings.models.check import CheckResult
from listings.models.decision import DecidedDocument, Decision
from listings.models.exclusion import ExclusionHit
from listings.models.refusals import AlreadyDecided, Conflict, NotAcknowledged, NotReady, OwnListing
from listings.models.registry_lookup import RegistryLookup
from listings.models.submission_set import CLAIM, SubmissionQuerySet
from listings.publishing import small_changes, tables
from listings.publishing.public_change import public_change
from listings.steps import prefill, rules
from providers.models import Fact, Photo, Provider
from providers.models.provider import both_or_neither
from psychly.mail import outbox


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
    ENDED = (State.WITHDRAWN, State.DECLINED)

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
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    # The photo that the document names: what a document names alone would count as unused.
    photo = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="submissions", editable=False
    )

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
    def is_editable(self):
        """Whether the therapist may change the document."""
        return self.state in self.EDITABLE

    def belongs_to(self, user):
        """Whether a user wrote it or owns the listing that it changes."""
        return user.pk == self.owner_id or bool(self.provider_id and user.pk == self.provider.owner_id)

    @property
    def holder(self):
        """The moderator who has it open now, or None."""
        is_held = self.claimed_at and timezone.now() - self.claimed_at < CLAIM
        return self.claimed_by if is_held else None

    @property
    def last_decision(self):
        """The newest decision, or None."""
        return self.decisions.first()

    def problems(self):
        """What is missing or wrong, as `rules.Problem`s."""
        before = documents.read_document(self.base_document) if self.provider_id else None
        return rules.problems(self.typed, before=before)

    # --- Verbs of the therapist ---

    def save_step(self, step, part, *, seen, by):
        """Save one part of the document; `seen` is the fingerprint of the part that the page showed.

        The same content posted again changes nothing. Raises Conflict when the part was changed
        elsewhere, AlreadyDecided when the submission can no longer be changed.
        """
        self._must_own(by)
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
            values = {"document": {**self.document, step: documents.to_json(part)}, "saved_at": now}
            if step == "about":
                values["photo"] = Photo.objects.filter(pk=part.photo or None).first()
            if self._guarded(self.EDITABLE, document_version=self.document_version + 1, **values):
                return
            self._read_again()
        raise Conflict

    def _read_again(self):
        """Read the row again; an edit that went live whole in another window has none: AlreadyDecided."""
        try:
            self.refresh_from_db()
        except Submission.DoesNotExist:
            raise AlreadyDecided from None

    def fill_from_registry(self, *, by):
        """Fill in what is empty from the record that the NPI Registry gave; raises as `save_step`."""
        lookup = RegistryLookup.objects.of(by, self.typed)
        if lookup and lookup.found:
            for step, part in prefill.fill(self.typed, lookup.found).items():
                self.save_step(step, part, seen=documents.fingerprint(getattr(self.typed, step)), by=by)

    def submit(self, *, by):
        """Send the document to the moderators; raises NotReady, AlreadyDecided or Conflict.

        The small facts that an edit changes go live at once: return their labels, and whether more waits
        for a moderator. An edit of which nothing waits is over.
        """
        self._must_own(by)
        if problems := [problem for problem in self.problems() if problem.stops]:
            raise NotReady(problems)
        with transaction.atomic():
            self._move(
                self.State.SUBMITTED,
                self.EDITABLE,
                submitted_at=timezone.now(),
                decided_at=None,
                claimed_by=None,
                claimed_at=None,
            )
            at_once, waits = small_changes.publish(self, by=by) if self.provider_id else ([], True)
            if waits:
                self.ask_for_checks()
                self._tell("submission_received")
            else:
                self._move(self.State.WITHDRAWN, [self.State.SUBMITTED])  # its address still answers
        return at_once, waits

    def withdraw(self, *, by):
        """Take the submission back, whatever was saved of it this moment; raises AlreadyDecided."""
        self._must_own(by)
        with transaction.atomic():
            rows = Submission.objects.filter(pk=self.pk, state__in=self.OPEN)
            if not rows.update(state=self.State.WITHDRAWN, claimed_by=None, claimed_at=None):
                raise AlreadyDecided
            self.refresh_from_db()
            if self.submitted_at:
                self._tell("submission_withdrawn")

    # --- Verbs of the moderators ---

    def claim(self, *, by):
        """Hold the submission for 20 minutes; return who holds it now (perhaps somebody else)."""
        free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=timezone.now() - CLAIM)
        rows = Submission.objects.filter(free, pk=self.pk, state=self.State.SUBMITTED)
        rows.update(claimed_by=by, claimed_at=timezone.now())
        self.refresh_from_db(fields=["claimed_by", "claimed_at", "state"])
        return self.holder

    def release(self, *, by):
        """Let go of it; what somebody else holds stays theirs."""
        rows = Submission.objects.filter(pk=self.pk, claimed_by=by)
        rows.update(claimed_by=None, claimed_at=None)

    def approve(self, *, by, note="", version=None, facts=(), acknowledgement=""):
        """Publish the document; return the Provider.

        `version` is the document version that was looked at; `facts` holds fields of Fact for what was
        checked; `acknowledgement` says what came of comparing, where the exclusion list raises an alarm.
        Raises AlreadyDecided, Conflict, NotAcknowledged, or NotReady when something stops it by now.
        """
        with transaction.atomic():
            self._end(Decision.Verdict.APPROVED, by, version)
            verdict = exclusions.of_document(self.typed)
            if verdict.word == exclusions.ALARM and not acknowledgement.strip():
                raise NotAcknowledged
            provider = self.provider or Provider(owner=self.owner, is_demonstration=self.is_demonstration)
            with public_change(
                provider,
                confirms=True,
                record=lambda _row: self._record(
                    Decision.Verdict.APPROVED, by, note, acknowledgement.strip()
                ),
                mail=lambda row: self._tell("submission_approved", provider=row),
            ):
                self._publish(provider)
                ExclusionHit.objects.remember(provider, verdict.hits)
                for fact in facts:
                    Fact.objects.create(provider=provider, checked_by=by, **fact)
                Submission.objects.filter(pk=self.pk).update(provider=provider, based_on=self.based_on or 0)
                self.provider = provider
        return provider

    def request_changes(self, *, by, reason, version=None):
        """Send it back with a reason; raises AlreadyDecided, Conflict, or ValueError without one."""
        self._refuse(Decision.Verdict.CHANGES_REQUESTED, by, reason, version, "submission_changes_requested")

    def decline(self, *, by, reason, version=None):
        """Decline the listing with a reason; raises AlreadyDecided, Conflict, or ValueError without one."""
        self._refuse(Decision.Verdict.DECLINED, by, reason, version, "submission_declined")

    def mark_spam(self, *, by, version=None):
        """Put the submission away; nothing is sent. Raises AlreadyDecided or Conflict."""
        with transaction.atomic():
            self._end(Decision.Verdict.SPAM, by, version)
            self._record(Decision.Verdict.SPAM, by)

    def note(self, text, *, by):
        """Keep a private note for the other moderators, signed; two at once are both kept."""
        if self.belongs_to(by):
            raise OwnListing
        line = Value(f"{timezone.localdate()} {by}: {text.strip()}\n", models.TextField())
        Submission.objects.filter(pk=self.pk).update(private_note=Concat("private_note", line))
        self.refresh_from_db(fields=["private_note"])

    # --- How the verbs hold ---

    def _must_own(self, user):
        if user.pk != self.owner_id:
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

    def _move(self, state, states, version=None, **values):
        if not self._guarded(states, version, state=state, **values):
            self._read_again()
            raise Conflict if self.state in states else AlreadyDecided

    def _end(self, verdict, by, version):
        """Let it wait no longer."""
        if self.belongs_to(by):
            raise OwnListing
        self._move(
            self.State(verdict.value),
            [self.State.SUBMITTED],
            version,
            decided_at=timezone.now(),
            claimed_by=None,
            claimed_at=None,
        )

    def _record(self, verdict, by, reason="", acknowledgement=""):
        """Record a decision on the document as it stands."""
        sha256 = documents.fingerprint(self.typed)
        DecidedDocument.objects.get_or_create(sha256=sha256, defaults={"document": self.document})
        Decision.objects.create(
            submission=self,
            verdict=verdict,
            reason=reason,
            acknowledgement=acknowledgement,
            by=by,
            document_sha256=sha256,
            sent_at=self.submitted_at,
        )

    def _refuse(self, verdict, by, reason, version, mail):
        if not reason.strip():
            self.refresh_from_db(fields=["state"])
            raise ValueError("A reason is needed.") if self.state == self.State.SUBMITTED else AlreadyDecided
        with transaction.atomic():
            self._end(verdict, by, version)
            self._record(verdict, by, reason)
            self._tell(mail, reason=reason)

    def _publish(self, provider):
        """Apply the document to the public tables; an edit applies only what it changed.

        What staff removed stays removed; what only the reversal of this first approval took out comes back.
        """
        document, current = self.typed, None
        if provider.pk:
            current = tables.stored_document(provider.pk)
            document, clashes = difference.merge(
                documents.read_document(self.base_document), document, current
            )
            if clashes:
                raise Conflict(", ".join(".".join(path) for path in clashes))
            if self._was_taken_out_by_reversal():
                provider.removed_at, provider.removed_by, provider.removal_reason = None, None, ""
        if problems := rules.stopping(document, before=current):
            raise NotReady(problems)
        tables.apply(document, provider)

    def _was_taken_out_by_reversal(self):
        """Whether its listing is out only because its first approval, the last there was, was reversed."""
        approvals = self.decisions.filter(verdict__in=[Decision.Verdict.APPROVED, Decision.Verdict.REVERSED])
        was_reversed = [row.verdict for row in approvals[:1]] == [Decision.Verdict.REVERSED]
        by_staff = Decision.objects.filter(provider=self.provider_id).first()
        is_removed = by_staff and by_staff.verdict == Decision.Verdict.REMOVED
        return not self.based_on and was_reversed and not is_removed

    def ask_for_checks(self):
        """Have every check made by tasks; until then the moderator reads "not checked yet"."""
        from listings import tasks  # tasks know the models, not the other way round

        self.checks.all().delete()
        number, url = self.typed.you.npi, self.typed.about.website
        asked = {CheckResult.Kind.NPI: number, CheckResult.Kind.WEBSITE: url}
        kinds = [kind for kind in CheckResult.Kind if asked.get(kind, True)]
        self.checks.bulk_create(
            CheckResult(submission=self, kind=kind, subject=asked.get(kind, "")[:40]) for kind in kinds
        )
        tasks.run_checks.enqueue(self.pk)
        if number:
            tasks.check_npi.enqueue(self.pk)
        if url:
            tasks.check_website.enqueue(self.pk)

    def _tell(self, kind, **context):
        """Queue a mail to the owner."""
        outbox.queue(kind, self.owner.email, {"submission": self, **context})
