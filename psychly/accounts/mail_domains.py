"""Likely typing errors in the domain of an e-mail address: `gmial.con` is asked about, never refused."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

#: Domains of large mail providers in the US. Those that people mistype come first: the first one wins a tie.
LARGE = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "protonmail.com",
    "verizon.net",
    "sbcglobal.net",
    "bellsouth.net",
    "charter.net",
    "earthlink.net",
    "fastmail.com",
    "optonline.net",
    "mindspring.com",
    "windstream.net",
    "frontier.com",
    "centurylink.net",
    "roadrunner.com",
    "rocketmail.com",
    "googlemail.com",
    "hushmail.com",
    "mailbox.org",
    "tutanota.com",
]
#: Short ones, and others that exist and look like a large one: none of them is a typing error.
KNOWN = {
    *LARGE,
    "aim.com",
    "att.net",
    "cox.net",
    "duck.com",
    "email.com",
    "gmx.com",
    "gmx.net",
    "hey.com",
    "hotmail.co.uk",
    "juno.com",
    "live.com",
    "mac.com",
    "mail.com",
    "me.com",
    "msn.com",
    "netzero.net",
    "pm.me",
    "proton.me",
    "q.com",
    "tuta.com",
    "yahoo.ca",
    "yahoo.co.uk",
    "yahoo.com.mx",
    "yahoo.es",
    "yahoo.fr",
    "ymail.com",
    "zoho.com",
    "hotmail.ca",
    "hotmail.es",
    "hotmail.fr",
    "outlook.es",
}
#: Endings that do not exist (IANA root zone), and what is meant. `.co`, `.cm` and `.om` do exist.
ENDINGS = {
    **dict.fromkeys(["cim", "clm", "cmo", "comm", "con", "coom", "copm", "cpm", "ocm", "vom", "xom"], "com"),
    **dict.fromkeys(["met", "ner", "nett", "nte"], "net"),
    **dict.fromkeys(["ogr", "orgg", "rog"], "org"),
    **dict.fromkeys(["deu", "edi", "eduu"], "edu"),
}
ERRORS = 2  # letters left out, added, changed, or two that changed places


def meant(address):
    """Return the address that was probably meant, or an empty string when nothing looks wrong."""
    name, _, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in KNOWN:
        return ""
    head, _, ending = domain.rpartition(".")
    mended = f"{head}.{ENDINGS[ending]}" if ending in ENDINGS else domain
    if mended not in KNOWN:
        near = process.extractOne(mended, LARGE, scorer=OSA.distance, score_cutoff=_errors(head))
        mended = near[0] if near else mended
    return "" if mended == domain else f"{name}@{mended}"


def _errors(head):
    """How many errors a domain may hold: in a short one a single error makes another real name."""
    return 1 if len(head) <= len("gmail") else ERRORS
