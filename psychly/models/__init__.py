"""Who can sign in, and the mail that waits to leave."""

from psychly.models.mail import OutgoingMail
from psychly.models.user import AddressChange, OpenSession, SignInCode, User, UserManager

__all__ = ["AddressChange", "OpenSession", "OutgoingMail", "SignInCode", "User", "UserManager"]
