"""The account that a command is about."""

from django.core.management.base import CommandError

from psychly.models import User


def account_of(address):
    """Return the User with an e-mail address; raises CommandError where there is none."""
    try:
        return User.objects.get_by_natural_key(address.strip())
    except User.DoesNotExist:
        raise CommandError(f"Nobody here has the address “{address}”.") from None
