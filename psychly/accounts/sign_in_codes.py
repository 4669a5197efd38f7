"""The code that is mailed to whoever wants to sign in: one for each address, whoever asks and how often.

Strangers may ask in somebody's name. So that they keep nobody out, asking takes nothing away: a code that
still works is mailed again and never replaced, and it works in every browser that asked for it. So that
they flood no mailbox, the waits between two mails grow, and a code works at least until the next mail may
leave: at every moment the newest mail in the mailbox opens the account or another mail can be asked for.

Guessing. A code is one of 28^8 = 3.8 * 10^11. One network has TRIES = 12 tries an hour for an address,
whatever it asks for meanwhile. A code dies after WRONG = 10,000 wrong tries, for which 833 networks have to
use up theirs; at 29 codes a day that is a chance of 1 in 1.3 million a day to be let in, and for staff the
second step still stands. Mailing a code again does not reset its count.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from psychly.database.retention_rule import Rule, moment_before
from psychly.models import SignInCode

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # none that look alike, no vowels, so no words
LENGTH = 8
LASTS = timedelta(minutes=15)  # after the newest mail that holds it; longer while no other may leave
LONGEST_WAIT = timedelta(hours=1)  # between two mails to one address
WRONG = 10_000  # wrong tries that a code survives, from all networks together
KEPT_DAYS = 1  # after the newest mail
TRIES = 12  # an hour, from one network for one address


def wait_after(mails):
    """How long no other mail leaves to an address that got so many since somebody signed in with it.

    1, 2, 4, … 32, 60, 60 … minutes: 6 mails in the first hour, 29 in the first day, 24 in each after it.
    """
    return min(timedelta(minutes=2 ** min(mails - 1, 10)), LONGEST_WAIT)


def next_mail_at(code):
    """When the next mail with this code, or the one after it, may leave."""
    return code.mailed_at + wait_after(code.mails)


def works_until(code):
    """When the code runs out, if no mail is asked for meanwhile."""
    return code.mailed_at + max(LASTS, wait_after(code.mails))


def works(code):
    """Whether the code that was mailed still opens the account."""
    return code.wrong < WRONG and timezone.now() < works_until(code)


def words_of(code):
    """Return the code as it is mailed: it is computed from the row and the site's secret."""
    number = int(salted_hmac("psychly.sign_in_code", code.seed, algorithm="sha256").hexdigest(), 16)
    letters = ""
    for _letter in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return f"{letters[:4]}-{letters[4:]}"


def ask(address):
    """Return the code of an address, and whether it has to be mailed now.

    Call it inside the transaction that writes the mail: both are kept or both are lost. Two who ask at the
    same time cause one mail.
    """
    now = timezone.now()
    start = {"seed": secrets.token_hex(32), "mailed_at": now}
    with transaction.atomic():
        SignInCode.objects.get_or_create(address_hash=_hash(address), defaults=start)
        code = SignInCode.objects.select_for_update().get(address_hash=_hash(address))
        # A mail from the future left before the clock was set back.
        if code.mails and code.mailed_at <= now < next_mail_at(code):
            return code, False
        if code.mails and now - code.mailed_at >= timedelta(days=KEPT_DAYS):
            code.mails = 0
        if code.mails == 0 or not works(code):
            code.seed, code.wrong = start["seed"], 0
        code.mails, code.mailed_at = code.mails + 1, now
        code.save()
    return code, True


def code_of(address):
    """Return the code that was mailed to an address last, or None."""
    return SignInCode.objects.filter(address_hash=_hash(address)).first()


def use(code, typed):
    """Whether a typed code is this one and nobody used it before; a right one works once.

    It is deleted then, and with it the count of mails: whoever reads the mailbox is not flooded.
    """
    letters = "".join(c for c in typed.upper() if c.isalnum())
    if constant_time_compare(letters, words_of(code).replace("-", "")):
        return bool(SignInCode.objects.filter(pk=code.pk, seed=code.seed).delete()[0])
    SignInCode.objects.filter(pk=code.pk, seed=code.seed).update(wrong=F("wrong") + 1)
    return False


def forgettable(now=None):
    """Codes that were mailed a day ago or longer."""
    return SignInCode.objects.filter(mailed_at__lte=moment_before(KEPT_DAYS, now))


def forget(now=None):
    """Delete them; return how many there were."""
    return forgettable(now).delete()[0]


RETENTION = Rule(
    _("Codes to sign in, and how often one was mailed, without the address"),
    _("To let nobody be flooded with mail"),
    _("Security of the service"),
    days=KEPT_DAYS,
    job="codes",
    rows=forgettable,
    erase=forget,
)


def _hash(address):
    return salted_hmac("psychly.sign_in_address", address.lower(), algorithm="sha256").hexdigest()
