"""Making somebody staff: an account in one of the groups, with an address that signs in by one code."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from psychly.mail import outbox
from psychly.models import User

ADMINISTRATORS = "administrators"


class NotPossible(Exception):
    """Nobody was made staff; its text is one clear sentence."""


@transaction.atomic
def appoint(address, group_name):
    """Return the user of an address, who is staff in a group from now on, and whether that is new.

    The address counts as confirmed: whoever comes in types a code that went there. Raises NotPossible when
    it is no address, when nobody may sign in with it, or when there is no such group.
    """
    email = address.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise NotPossible(f"“{address}” is no e-mail address.") from error
    group = Group.objects.filter(name=group_name).first()
    if group is None:
        raise NotPossible(f"There is no group “{group_name}”. The groups are: {', '.join(group_names())}.")
    user, is_new = User.objects.get_or_create(email=email)
    if is_new:
        user.set_unusable_password()
    if not user.is_active:
        raise NotPossible(
            f"The account of {email} was made inactive; an administrator can make it active again."
        )
    if EmailAddress.objects.filter(email=email, verified=True).exclude(user=user).exists():
        raise NotPossible(f"{email} belongs to another account.")
    is_news = not (user.is_staff and user.groups.filter(pk=group.pk).exists())
    user.is_staff = True
    user.save()
    user.groups.add(group)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user, is_news


@transaction.atomic
def invite(address, group_name):
    """Appoint somebody and mail how to come in; who is in that group already gets no second mail."""
    user, is_new = appoint(address, group_name)
    if is_new:
        context = {"group": group_name, "staff_email": settings.STAFF_EMAIL}
        outbox.queue("staff_invited", user.email, context)
    return user, is_new


def group_names():
    """The groups that the migrations make, in order."""
    return list(Group.objects.order_by("name").values_list("name", flat=True))
