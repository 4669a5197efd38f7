"""What a listing says freely and offers where, as findings for the moderator: wording, law, photo."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.checks import texts
from listings.checks.result import Result, row, worst
from listings.document.schema import TELEHEALTH
from providers.models import Photo, Treatment
from providers.photos import decoding
from providers.profile.law import laws
from providers.states import USState


def wording(document):
    """Return the Finding on claims and contact data in the texts, each beside its reason."""
    rows, outcomes = [], []
    for step, path, text, found in texts.findings(document):
        for rule in found:
            rows.append(row(_where(step, path), text, rule.reason, False if rule.stops else None))
            outcomes.append("fail" if rule.stops else "look")
    detail = _("Nothing that a regulator would object to was found.") if not rows else ""
    return Result("claims", worst(outcomes), detail, rows)


def _where(step, path):
    return f"{step}: {path.replace('_', ' ').replace('-', ' ')}"


def law(document):
    """Return the Finding on what is lawful where it is offered."""
    names = {term.slug: term.name for term in Treatment.objects.all()}
    pairs = list(dict.fromkeys(_offered(document)))
    known = laws({slug for slug, _state in pairs}, {state for _slug, state in pairs})
    rows, outcomes = [], []
    for slug, state in pairs:
        what = f"{names.get(slug, slug)}, {_state(state)}"
        outcome, line = _judge(what, known.get((slug, state)))
        outcomes.append(outcome)
        rows.append(line)
    if not rows:
        return Result("legality", "unchecked", _("Nothing is offered anywhere yet."))
    return Result("legality", worst(outcomes), "", rows)


def _offered(document):
    """Pairs of a treatment's slug and a state in which it is offered."""
    for offer in document.care.offers:
        for key in offer.where:
            if key == TELEHEALTH:
                yield from ((offer.treatment, state) for state in document.places.telehealth_states)
            elif (place := document.place(key)) and place.state:
                yield offer.treatment, place.state


def _state(code):
    return USState(code).label if code in USState.values else code


def _judge(what, notice):
    if notice is None:
        return "unchecked", row(what, "", _("We have no row of law on this."), None)
    day = date_format(notice.since, "F j, Y")
    since = _("confirmed %s") % day if notice.is_confirmed else _("not confirmed since %s") % day
    outcome = "fail" if notice.forbids else "pass" if notice.is_open and notice.is_confirmed else "look"
    return outcome, row(
        what,
        "",
        f"{notice.lead} ({since})",
        {"pass": True, "fail": False}.get(outcome),
        notice.row.source_url,
    )


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
