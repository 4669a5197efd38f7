"""What a listing says freely and offers where, as findings for the moderator: wording, law, photo."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from listings.checks import advertising, claims, text_language, texts
from listings.checks.result import ALARM, LOOK, MATCHES, PLAUSIBLE, UNCHECKED, Result, reason, row, worst
from listings.document import in_words
from listings.steps.step import TITLES
from providers import vocabulary
from providers.document.choices import AgeGroup
from providers.models import Photo
from providers.photos import decoding
from providers.profile.law import laws
from providers.profile.lawful import Limits
from providers.states import USState


def wording(document):
    """Return the Finding on advertising, claims and contact data in the texts, with what breaks the rules.

    A text that is neither English nor Spanish was not read for wording, and is said to be so.
    """
    rows, outcomes, sentences = [], [], []
    for step, path, said, why in advertising.found_in(document):
        rows.append(row(_where(step, path), said, why, False))
        outcomes.append(LOOK)
        sentences.append(why)
    for step, path, text, found in texts.findings(document):
        if found:
            broken = list(dict.fromkeys(claims.broken_in(text, rule) for rule in found))
            reasons = " ".join(dict.fromkeys(str(rule.reason) for rule in found))
            rows.append(row(_where(step, path), " … ".join(broken), reasons, False))
            outcomes.append(LOOK)
            sentences.append(f"“{Truncator(broken[0]).chars(90)}”: {found[0].reason}")
    for step, path, text in texts.texts(document):
        if path.rpartition("-")[2] in texts.PROSE and text_language.language_of(text) == text_language.OTHER:
            sentences.append(_("Not read for wording: another language."))
            rows.append(row(_where(step, path), text, sentences[-1], None))
            outcomes.append(UNCHECKED)
    detail = reason(outcomes, sentences) or _("Nothing that a regulator would object to was found.")
    return Result("claims", worst(outcomes), detail, rows)


def _where(step, path):
    return f"{TITLES[step]}: {in_words.label_of_path(step, path)}"


def law(document):
    """Return the Finding on what is lawful where it is offered, for whom, and what can pay for it.

    A row of law that staff have not confirmed is no fault of the listing: it waits on the desk's first page.
    """
    terms = vocabulary.treatments_by_slug()
    pairs = document.offered_in
    known = laws({slug for slug, _state in pairs}, {state for _slug, state in pairs})
    found = []
    for slug, state in pairs:
        term, notice = terms.get(slug), known.get((slug, state))
        if notice is None and term and not term.is_drug_treatment:
            continue  # talk asks for no row of law
        what = f"{term.name if term else slug}, {_state_name(state)}"
        outcome, line = _judge(what, notice, document.license_types_in(state))
        found.append((outcome, line, line[2] if notice else f"{what}: {line[2]}"))
    limits, names = Limits(), {slug: term.name for slug, term in terms.items()}
    for outcome, line in (*_ages(document, limits), *_payments(document, limits, names)):
        found.append((outcome, line, f"{line[0]}: {line[1]}. {line[2]}"))
    if not found:
        return Result("legality", PLAUSIBLE, _("Nothing is offered that a row of law is about."))
    outcomes, rows, sentences = map(list, zip(*found, strict=True))
    outcome = worst(outcomes)
    detail = reason(outcomes, sentences) if outcome in (ALARM, LOOK, UNCHECKED) else ""
    return Result("legality", outcome, detail, rows)


def _ages(document, limits):
    """One line on the age groups to whom nothing that is offered may be given."""
    refused, least = limits.refused_ages(document)
    if refused:
        ages = ", ".join(str(AgeGroup(group).label) for group in refused)
        sentence = _("By law what is offered is for people of %s.") % least
        yield ALARM, row(_("Ages"), ages, sentence, False)


def _payments(document, limits, names):
    """A line for each treatment that cannot, or is not known to, be paid for as the listing says."""
    terms = {term.slug: term.name for term in vocabulary.read_all_terms("payment")}
    for slug, (ways, out) in limits.left_out(document).items():
        what = _("Ways to pay: %s") % names.get(slug, slug)
        said = ", ".join(terms.get(way, way) for way in out)
        if ways.is_own:
            yield ALARM, row(what, said, _("By law these cannot pay for it."), False)
        else:
            yield LOOK, row(what, said, _("Not known to pay for it: shown and found for the rest."), None)


def _state_name(code):
    return USState(code).label if code in USState.values else code


def _judge(what, notice, held):
    """One line: what the law says of an offer, how well it is known, and which license it wants."""
    if notice is None:
        return LOOK, row(what, "", _("We have no row of law on this."), None)
    sentences = [notice.lead, notice.standing, notice.ending]
    if notice.row.least_age:
        sentences.append(_("It is for people of %s.") % notice.age_words)
    is_refused = notice.refuses_licenses(held)
    if is_refused:
        sentences.append(_("It needs a license as %s.") % notice.license_words)
    if notice.forbids or is_refused:
        outcome = ALARM
    elif notice.is_past:
        outcome = LOOK
    else:
        outcome = MATCHES if notice.is_confirmed else PLAUSIBLE
    page = next((source.url for source in notice.row.sources.all() if source.url), "")
    words = " ".join(filter(None, map(str, sentences)))
    return outcome, row(what, "", words, {MATCHES: True, ALARM: False, LOOK: False}.get(outcome), page)


def photo(document):
    """Return the Finding on the photo: its size, whether it is ready, whether its words are there."""
    key, words = document.about.photo, document.about.photo_alt
    try:
        found = Photo.objects.filter(pk=key or None).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        return Result("photo", LOOK, _("The photo is gone."))
    facts = _("%(width)d × %(height)d pixels, sent %(day)s. Metadata were taken out.") % {
        "width": found.width,
        "height": found.height,
        "day": date_format(found.created_at, "F j, Y"),
    }
    if not found.is_ready:
        return Result("photo", UNCHECKED, _("Its sizes are not made yet.") + " " + facts)
    if not words:
        return Result("photo", LOOK, _("No words say what it shows.") + " " + facts)
    if found.width < decoding.WIDTHS[1]:
        return Result("photo", LOOK, _("It is small.") + " " + facts)
    return Result("photo", PLAUSIBLE, facts)
