"""What a listing says freely and offers where, as findings for the moderator: wording, law, photo."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.checks import text_language, texts
from listings.checks.result import Result, row, worst
from providers.models import Photo, Treatment
from providers.photos import decoding
from providers.profile.law import laws
from providers.states import USState


def wording(document):
    """Return the Finding on claims and contact data in the texts, each beside its reason.

    A text that is neither English nor Spanish was not read for wording, and is said to be so.
    """
    rows, outcomes = [], []
    for step, path, text, found in texts.findings(document):
        for rule in found:
            rows.append(row(_where(step, path), text, rule.reason, False if rule.stops else None))
            outcomes.append("fail" if rule.stops else "look")
    for step, path, text in texts.texts(document):
        if path.rpartition("-")[2] in texts.PROSE and text_language.language_of(text) == text_language.OTHER:
            rows.append(row(_where(step, path), text, _("Not read for wording: another language."), None))
            outcomes.append("unchecked")
    detail = _("Nothing that a regulator would object to was found.") if not rows else ""
    return Result("claims", worst(outcomes), detail, rows)


def _where(step, path):
    return f"{step}: {path.replace('_', ' ').replace('-', ' ')}"


def law(document):
    """Return the Finding on what is lawful where it is offered, and for whom."""
    names = {term.slug: term.name for term in Treatment.objects.all()}
    pairs = document.offered_in
    known = laws({slug for slug, _state in pairs}, {state for _slug, state in pairs})
    rows, outcomes = [], []
    for slug, state in pairs:
        what = f"{names.get(slug, slug)}, {_state_name(state)}"
        outcome, line = _judge(what, known.get((slug, state)), _held(document, state))
        outcomes.append(outcome)
        rows.append(line)
    if not rows:
        return Result("legality", "unchecked", _("Nothing is offered anywhere yet."))
    return Result("legality", worst(outcomes), "", rows)


def _held(document, state):
    return {license.type for license in document.licenses.licenses if license.state == state}


def _state_name(code):
    return USState(code).label if code in USState.values else code


def _judge(what, notice, held):
    """One line: what the law says of an offer, how well it is known, and which license it wants."""
    if notice is None:
        return "unchecked", row(what, "", _("We have no row of law on this."), None)
    sentences = [notice.lead, notice.standing, notice.ending]
    if notice.row.least_age:
        sentences.append(_("It is for people of %s.") % notice.age_words)
    is_refused = notice.refuses_licenses(held)
    if is_refused:
        sentences.append(_("It needs a license as %s.") % notice.license_words)
    is_sure = notice.is_open and notice.is_confirmed
    outcome = "fail" if notice.forbids or is_refused else "pass" if is_sure else "look"
    page = next((source.url for source in notice.row.sources.all() if source.url), "")
    words = " ".join(filter(None, map(str, sentences)))
    return outcome, row(what, "", words, {"pass": True, "fail": False}.get(outcome), page)


def photo(document):
    """Return the Finding on the photo: its size, whether it is ready, whether its words are there."""
    key, words = document.about.photo, document.about.photo_alt
    if not key:
        return Result("photo", "pass", _("There is no photo."))
    try:
        found = Photo.objects.filter(pk=key).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        return Result("photo", "fail", _("The photo is gone."))
    facts = _("%(width)d × %(height)d pixels, sent %(day)s. Metadata were taken out when it was stored.") % {
        "width": found.width,
        "height": found.height,
        "day": date_format(found.created_at, "F j, Y"),
    }
    if not found.is_ready:
        return Result("photo", "unchecked", _("Its sizes are not made yet.") + " " + facts)
    if not words:
        return Result("photo", "look", _("No words say what it shows.") + " " + facts)
    if found.width < decoding.WIDTHS[1]:
        return Result("photo", "look", _("It is small.") + " " + facts)
    return Result("photo", "pass", facts)
