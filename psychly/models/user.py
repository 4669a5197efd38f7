"""The user: an e-mail address, no password for the public; and where and how they are signed in."""

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

    class Zone(models.TextChoices):
        """Where staff of a site in the United States are, west to east."""

        GUAM = "Pacific/Guam", _("Guam")
        HAWAII = "Pacific/Honolulu", _("Hawaii")
        ALASKA = "America/Anchorage", _("Alaska")
        PACIFIC = "America/Los_Angeles", _("Pacific")
        ARIZONA = "America/Phoenix", _("Arizona")
        MOUNTAIN = "America/Denver", _("Mountain")
        CENTRAL = "America/Chicago", _("Central")
        EASTERN = "America/New_York", _("Eastern")
        ATLANTIC = "America/Puerto_Rico", _("Atlantic (Puerto Rico)")

    email = models.EmailField(_("e-mail address"), unique=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    #: In which the desk shows times; empty: in that of the site.
    time_zone = models.CharField(_("time zone"), max_length=40, choices=Zone, blank=True)
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
