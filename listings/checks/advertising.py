"""Whether what a listing says is advertising for something else: what no practice writes about its care.

For staff alone: whoever writes such a thing would only learn how to hide it. A practice that treats what is
sold elsewhere ("online casinos, and how to stop") is none.
"""

import re
from collections import Counter

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from listings.checks import text_language, texts

#: What is sold, as those write it who sell it; one of them in a sentence without a word of help is enough.
WARES = re.compile(
    r"\b(?:online casinos?|casino bonus\w*|free spins|(?:sports?|live) betting|betting (?:tips|odds|site)"
    r"|jackpots?|slot (?:games?|machines?)|online poker"
    r"|casinos? en l[íi]nea|apuestas (?:deportivas|en l[íi]nea)"
    r"|payday loans?|instant (?:loans?|cash)|loans? approved|bad credit|cheap loans?"
    r"|pr[ée]stamos (?:r[áa]pidos|al instante)|(?:buy|trade|mine|invest in) bitcoins?|forex|binary options?"
    r"|(?:crypto(?:currency)?|bitcoin) (?:and forex|trading|invest\w*|signals?|wallets?|profits?|mining)"
    r"|double your (?:money|income)"
    r"|passive income|make money online|work from home jobs?|backlinks?|link[- ]building|guest posts?"
    r"|seo (?:services?|agency|experts?|packages?|company)|search engine optimi[sz]ation|first page of google"
    r"|rank(?:s|ed|ing)? (?:#?1|first|higher|top) (?:on|in) google|(?:website|targeted) traffic"
    r"|buy (?:real )?(?:followers|likes|reviews|views)|domain authority"
    r"|digital marketing (?:agency|services?)"
    r"|viagra|cialis|replica (?:watches|bags|shoes)|essay[- ]writing|(?:weight[- ]loss|keto|cbd) gummies"
    r"|escort (?:services?|agency|girls?)|(?:female|call|vip) escorts?|hot singles"
    r"|adult (?:dating|content)|iptv)\b",
    re.IGNORECASE,
)
HELP = re.compile(
    r"\b(?:addict\w*|recover\w*|disorders?|compulsi\w*|problem\w*|therap\w*|treat\w*|counsel\w*|harm\w*|shame"
    r"|debts?|worr\w*|stress\w*|trauma\w*|stop|quit|los(?:e|t|ing|s|ses)|survivors?|adicci\w*|problemas?|deudas?|terapia)\b",
    re.IGNORECASE,
)
#: A web address, whole: one that begins with "https://www." is one.
ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[^\s,;<>()\[\]]{1,200}|<a\s|\[url\b"
    r"|\b[\w-]{2,63}\.(?:com|net|org|info|biz|xyz|top|shop|online|site|club|ru|cn|io)\b",
    re.IGNORECASE,
)
#: Beginnings of words of care, in English and Spanish: prose of some length has some of them.
CARE = re.compile(
    r"\b(?:care\b|caring|therap|patient|session|treat|ketamin|esketamin|spravato|psilocyb|psych|medic|health|heal"
    r"|clinic|counsel|anxi|depress|trauma|listen|dose|dosing|wellness|doctor|physician|nurs|pain\b|integrat"
    r"|licens|breath|grief|griev|infusion|intake|suffer|terap|pacient|sesi|trat|salud|cl[íi]nic|m[ée]dic|ansie"
    r"|depres|dolor|escuch|cuid)",
    re.IGNORECASE,
)
LONG_ENOUGH, MANY_ADDRESSES = 40, 3  # words of prose; addresses in one text
REPEATED, SHARE = 4, 5  # times that three words stand in a text, and the part of it that they are: a fifth


def found_in(document):
    """Return [(step, field's name, what it says, why it looks like advertising)] of a listing's texts."""
    found, prose = [], []
    for step, path, text in texts.texts(document):
        reason, said = _in_text(text)
        if not reason and path.rpartition("-")[2] != "hours":  # "9 to 5" stands there day after day
            reason, said = _repeated(text), text
        if reason:
            found.append((step, path, said, reason))
        if path.rpartition("-")[2] in texts.PROSE:
            prose.append((step, path, text))
    website = re.sub(r"[-./_:]+", " ", document.about.website)
    if sold := WARES.search(website):
        found.append(("about", "website", document.about.website, _sells(sold[0])))
    if not found and (strange := _strange(prose)):
        found.append(strange)
    return found


def _in_text(text):
    """Return (reason, what it says) of one text; ("", "") for none."""
    for sentence in re.split(r"[.!?\n]+", text):
        if (sold := WARES.search(sentence)) and not HELP.search(sentence):
            return _sells(sold[0]), sentence.strip()
    addresses = ADDRESS.findall(text)
    if len(addresses) >= MANY_ADDRESSES:
        return _("It may be advertising: %d web addresses stand in one text.") % len(addresses), text
    return "", ""


def _repeated(text):
    """Why a text that says the same three words again and again looks like advertising, or ""."""
    words = re.findall(r"\w+", text.lower())
    three = Counter(zip(words, words[1:], words[2:], strict=False)).most_common(1)
    if three and three[0][1] >= REPEATED and three[0][1] * 3 * SHARE >= len(words):
        said = " ".join(three[0][0])
        reason = _("It may be advertising: “%(said)s” stands %(count)d times in one text.")
        return reason % {"said": Truncator(said).chars(60), "count": three[0][1]}
    return ""


def _sells(words):
    return _("It may be advertising for something else: “%s”.") % words


def _strange(prose):
    """Return a finding when all of the prose has no word of care; None when it has, or is short."""
    whole = " ".join(text for _step, _path, text in prose)
    is_read = text_language.language_of(whole) != text_language.OTHER
    if len(whole.split()) < LONG_ENOUGH or not is_read or CARE.search(whole):
        return None
    step, path, text = prose[0]
    return step, path, text, _("It may be advertising: nothing in its texts is about care.")
