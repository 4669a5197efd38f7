"""A change of address can be undone from the former mailbox, for a week, without signing in.

Whoever reads an old mail must not change anything by opening a link, nor may a program that opens links
before them: the page has a button. The link is signed, works once, and holds no address.
"""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from psychly.accounts import open_sessions
from psychly.database.retention_rule import Rule, moment_before
from psychly.mail import outbox
from psychly.models import AddressChange, User

DAYS = 7
SALT = "psychly.accounts.address_change"


class Taken(Exception):
    """The former address belongs to another account by now."""


def note(user, former):
    """Write down that the address of a user was another one until now."""
    return AddressChange.objects.create(user=user, former=former)


def link(change):
    """The address of the page that undoes it."""
    token = signing.Signer(salt=SALT).sign(change.pk)
    return settings.SITE_URL + reverse("account_undo_change", args=[token])


def find(token, now=None):
    """Return the change a link stands for; None when the link is not ours, was used, or is too old."""
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return _open(now).filter(pk=number).select_related("user").first()


def _open(now=None):
    """Changes that can still be undone."""
    return AddressChange.objects.filter(
        undone_at=None, changed_at__gt=moment_before(DAYS, now), user__is_active=True
    )


def old(now=None):
    """Changes that nobody can undo any more."""
    return AddressChange.objects.filter(changed_at__lte=moment_before(DAYS, now))


def forget_old(now=None):
    """Delete them; return how many there were."""
    return old(now).delete()[0]


RETENTION = Rule(
    _("Your former e-mail address, after you changed it"),
    _("To let you take the change back"),
    _("Security of your account"),
    days=DAYS,
    job="former addresses",
    rows=old,
    erase=forget_old,
)


@transaction.atomic
def undo(change):
    """Give the account its former address back and end all its sessions; return whether it was still to do.

    Whatever was set up since then goes too: later changes of the address, and second factors, with which
    a thief would get in again or keep the owner out. Raises Taken when another account has the address.
    """
    user = User.objects.select_for_update().get(pk=change.user_id)
    later = AddressChange.objects.filter(user=user, undone_at=None, changed_at__gte=change.changed_at)
    if not _open().filter(pk=change.pk).exists():
        return False
    _free(change.former, user, change.changed_at)
    replaced = user.email
    user.emailaddress_set.all().delete()
    user.email = change.former
    user.save(update_fields=["email"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.authenticator_set.filter(created_at__gte=change.changed_at).delete()
    open_sessions.end_all(user)
    later.update(undone_at=timezone.now())
    outbox.queue("address_put_back", replaced, {"staff_email": settings.STAFF_EMAIL})
    return True


def _free(address, user, since):
    """Make an address free again that asked for a sign-in code after the change and did nothing else.

    Its mailbox is the one that the link went to: the same person, who tried to come in by the old address.
    """
    for other in User.objects.filter(email=address).exclude(pk=user.pk):
        if other.is_staff or other.date_joined < since or _holds_anything(other):
            raise Taken
        other.delete()
    if EmailAddress.objects.filter(email=address, verified=True).exclude(user=user).exists():
        raise Taken


def _holds_anything(user):
    """Whether anything but signing in hangs on an account: a draft, a listing, a photo, a decision."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: user}).exists()
        for relation in User._meta.related_objects
        if relation.related_model._meta.app_label not in ("psychly", "account", "mfa")
    )
