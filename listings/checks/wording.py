"""What a listing says freely and offers where, as findings for the moderator: wording, law, photo."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.checks import text_language, texts
from listings.checks.result import Result, row, worst
from providers import vocabulary
from providers.document.choices import AgeGroup
from providers.models import Photo, Treatment
from providers.photos import decoding
from providers.profile.law import laws
from providers.profile.lawful import Limits
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
    """Return the Finding on what is lawful where it is offered, for whom, and what can pay for it."""
    names = {term.slug: term.name for term in Treatment.objects.all()}
    pairs = document.offered_in
    known = laws({slug for slug, _state in pairs}, {state for _slug, state in pairs})
    found = [
        _judge(
            f"{names.get(slug, slug)}, {_state_name(state)}", known.get((slug, state)), _held(document, state)
        )
        for slug, state in pairs
    ]
    if not found:
        return Result("legality", "unchecked", _("Nothing is offered anywhere yet."))
    limits = Limits()
    found += [*_ages(document, limits), *_payments(document, limits, names)]
    return Result(
        "legality", worst(outcome for outcome, _line in found), "", [line for _outcome, line in found]
    )


def _ages(document, limits):
    """One line on the age groups to whom nothing that is offered may be given."""
    refused, least = limits.refused_ages(document)
    if refused:
        ages = ", ".join(str(AgeGroup(group).label) for group in refused)
        sentence = _("By law what is offered is for people of %s.") % least
        yield "fail", row(_("Ages"), ages, sentence, False)


def _payments(document, limits, names):
    """A line for each treatment that cannot, or is not known to, be paid for as the listing says."""
    terms = {term.slug: term.name for term in vocabulary.read_all_terms("payment")}
    for slug, (ways, out) in limits.left_out(document).items():
        what = _("Ways to pay: %s") % names.get(slug, slug)
        said = ", ".join(terms.get(way, way) for way in out)
        if ways.is_own:
            yield "fail", row(what, said, _("By law these cannot pay for it."), False)
        else:
            yield "look", row(what, said, _("Not known to pay for it: shown and found for the rest."), None)


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
