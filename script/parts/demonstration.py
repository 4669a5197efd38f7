"""The settings of a demonstration on this machine, whose state lies in `var/` (or in VAR_DIR).

Only the standard library: this runs before anything is installed.
"""

import base64
import os
import secrets
from pathlib import Path

from environment import ROOT, clean_environ

VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def settings_of(port):
    """The settings of a demonstration; variables of a real site that happen to be set do not count."""
    return clean_environ(
        DEMO="1",
        DEBUG="0",
        SECRET_KEY=_secret_key(),
        MFA_KEYS=_mfa_keys(),
        SITE_URL=f"http://127.0.0.1:{port}",
        ALLOWED_HOSTS="127.0.0.1,localhost",
        VAR_DIR=str(VAR),
        DATABASE_URL="",
        EMAIL_URL="",
        PYTHONUNBUFFERED="1",
    )


def _secret_key():
    """The key that signs sessions and links of this installation."""
    return _kept("secret_key", secrets.token_urlsafe(64))


def _mfa_keys():
    """The key that encrypts the secrets of second factors of this installation."""
    return _kept("mfa_keys", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _kept(name, new):
    """Read a secret from its file, or write the new one into it, where only its owner can read it."""
    path = VAR / name
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new)
    return path.read_text()
