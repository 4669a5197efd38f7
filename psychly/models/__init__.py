"""Who can sign in, the mail that waits to leave, and what was done for the site."""

from psychly.models.mail import OutgoingMail
from psychly.models.unsent_form import UnsentForm
from psychly.models.upkeep_row import Upkeep
from psychly.models.user import AddressChange, OpenSession, SignInCode, User, UserManager

__all__ = [
    "AddressChange",
    "OpenSession",
    "OutgoingMail",
    "SignInCode",
    "UnsentForm",
    "Upkeep",
    "User",
    "UserManager",
]
