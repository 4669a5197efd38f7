"""The user (an e-mail address, no password for the public) and the mail that waits to leave."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Creates and finds users by their lower-cased e-mail address."""

    def create_user(self, email, password=None, **fields):
        """Create a user; without a password none can be used to sign in."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Find a user whatever the case the address was typed in."""
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in: a therapist who keeps a listing, or staff."""

    email = models.EmailField(_("e-mail address"), unique=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self):
        return self.email

    def has_usable_password(self):
        """False: nobody signs in by password here, so nothing may ask for one."""
        return False


class OpenSession(models.Model):
    """Since when somebody is signed in somewhere, and on what kind of device: for the list they see."""

    number = models.BigAutoField(primary_key=True)
    session = models.OneToOneField("sessions.Session", on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    started_at = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)

    def __str__(self):
        return f"session {self.number}"


class AddressChange(models.Model):
    """An address that an account had, whose mailbox can undo the change for a while.

    How long: `psychly.accounts.address_change.DAYS`.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    former = models.EmailField()
    changed_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"change of address {self.pk}"


#: After this a worker that claimed a mail has died: no mail server is waited for so long.
CLAIM_LIVES = timedelta(minutes=10)
#: How often a mail is tried again by itself; `tasks.WAITS` says when.
TRIES = 7


class OutgoingMailQuerySet(models.QuerySet):
    """Mail by where it stands."""

    def waiting(self):
        """Mail that has not left yet."""
        return self.filter(sent_at=None)

    def given_up(self):
        """Waiting mail that was tried as often as it ever will be by itself."""
        return self.waiting().filter(tries__gt=TRIES)

    def unclaimed(self):
        """Waiting mail that no worker is sending at this moment."""
        old = timezone.now() - CLAIM_LIVES
        return self.waiting().filter(models.Q(claimed_at=None) | models.Q(claimed_at__lt=old))


class OutgoingMail(models.Model):
    """One mail, written in the transaction that causes it and sent by a task.

    The text is erased as soon as the mail has left; what stays says only that it was sent.
    """

    kind = models.CharField(_("kind"), max_length=60, help_text=_("Name of the mail's template."))
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(_("reply to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    message_id = models.CharField(_("message ID"), max_length=120, unique=True, default=uuid.uuid4)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    claimed_at = models.DateTimeField(_("being sent since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("failed tries"), default=0)
    failed_at = models.DateTimeField(_("failed last"), null=True, blank=True)
    problem = models.CharField(
        _("problem"), max_length=100, blank=True, help_text=_("What the mail server or the network said.")
    )

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_erased(self):
        """Whether nothing is left of it to send."""
        return not (self.text and self.to)

    @property
    def stands(self):
        """Where it stands, in words."""
        if self.sent_at:
            return _("Sent")
        if self.is_erased:
            return _("Erased before it could be sent")
        if self.claimed_at:
            return _("Being sent")
        if self.tries > TRIES:
            return _("Given up")
        return _("Waits for another try") if self.tries else _("Waits")


class SignInCode(models.Model):
    """The code that was mailed to one address, and how often; `psychly.accounts.sign_in_codes` has the rules.

    The row holds neither the address nor the code: a copy of the database opens no account.
    """

    address_hash = models.CharField(max_length=64, unique=True)
    seed = models.CharField(max_length=64)
    mails = models.PositiveIntegerField(default=0)
    mailed_at = models.DateTimeField()
    wrong = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.address_hash[:8]} {self.mailed_at}"
