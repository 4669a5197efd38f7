"""Small facts: what an owner changes on a public listing without waiting for a moderator.

`INSTANT` and `INSTANT_IN_PLACES` are the one table of which is which (reference: the fields of a listing);
everything else waits. The page about checking shows the table. A part of the changes is looked at
afterwards (`models.InstantChange`).
"""

import hashlib
from copy import deepcopy
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from listings import emails
from listings.document import difference, in_words
from listings.models.decision import OwnerChange
from listings.models.refusals import AlreadyDecided, Conflict, NoReason, NotKept, OwnListing, Unlawful
from listings.models.small_change import InstantChange
from listings.publishing import tables
from listings.publishing.public_change import public_change
from listings.steps import rules
from listings.steps.step import TITLES
from providers.document import schema as documents
from providers.search.reindex import lock_provider

#: Fields of the document that go live at once.
INSTANT = frozenset(
    [
        ("you", "pronouns"),
        ("places", "telehealth_phone"),
        ("care", "ages"),
        ("care", "languages"),
        ("care", "without_english"),
        ("care", "communities"),
        ("care", "accepting"),
        ("care", "wait_weeks"),
        ("cost", "costs"),
        ("cost", "fee"),
        ("cost", "sliding_low"),
        ("cost", "sliding_high"),
        ("cost", "free_first_call"),
        ("cost", "payment_options"),
        ("cost", "payments"),
    ]
)
#: Those that hold a row for each treatment: what is said of a new treatment waits with its offer.
BY_TREATMENT = (("cost", "costs"), ("cost", "payments"))
#: Fields of each place that go live at once.
INSTANT_IN_PLACES = ("phone", "hours", "access")
#: One change in so many is looked at by staff.
SAMPLED_OF = 5


@dataclass(frozen=True)
class StepTable:
    """The fields of one step: those that go live at once, those that wait."""

    title: str
    at_once: list[str]
    waiting: list[str]


def table():
    """Return a StepTable for each step, made from the table above and the labels of the forms."""
    names = in_words.labels()
    rows = []
    for part in fields(documents.Document):
        if part.name == "review":
            continue
        at_once, waiting = [], []
        for name in _paths(part.name):
            is_instant = name in INSTANT or (name[0] == "places" and name[-1] in INSTANT_IN_PLACES)
            (at_once if is_instant else waiting).append(names[name])
        rows.append(StepTable(str(TITLES[part.name]), at_once, waiting))
    return rows


def _paths(step):
    """The fields of a step by their paths; of the places each field, since they differ."""
    if step == "places":
        row = [item.name for item in fields(documents.PlaceRow) if item.name != "key"]
        remote = [("places", "telehealth_states"), ("places", "telehealth_phone")]
        return [*(("places", "places", name) for name in row), *remote]
    return [(step, item.name) for item in fields(getattr(documents.Document(), step))]


def publish(submission, *, by):
    """Apply the small facts that an edit changed to its listing; return their labels, and whether more waits.

    Call it inside the transaction that submits the edit. What has gone live is no longer part of the edit:
    its base becomes the listing as it is now. Nothing changes when no small fact was changed.
    """
    provider = submission.provider
    lock_provider(provider)
    base, proposed = documents.read_document(submission.base_document), submission.typed
    current = tables.stored_document(provider.pk)
    live = tables.published_form(with_small_facts(base, proposed, current))
    if labels := publish_document(provider, current, live, by=by, confirms=True):
        current = tables.stored_document(provider.pk)
        proposed = _without_published(proposed, current)
        base = with_small_facts(base, current, base)
        submission.base_document = without_review(base)
        submission.document = {**documents.to_json(proposed)}
        if submission.based_on:
            submission.based_on = provider.version
        submission.save(update_fields=["base_document", "document", "based_on"])
    return labels, bool(difference.diff(base, proposed))


def publish_document(provider, current, live, *, by, confirms):
    """Make small facts public in which `live` differs from the `current` document; return their labels.

    Call it inside a transaction that holds the provider. Without a difference nothing happens.
    """
    paths = _changed(current, live)
    if not paths:
        return []
    names = in_words.labels()
    labels = [names[path] for path in paths]
    with public_change(
        provider,
        confirms=confirms,
        record=lambda row: _record(row, current, live, paths, by),
        mail=lambda row: emails.listing_changed(row, labels, by=by).queue(),
    ):
        tables.apply(live, provider)
    return labels


def put_back(change, *, by, reason):
    """Undo a small change for the public, and tell the owner why.

    Raises NoReason without one, NotKept when what stood before is not known, OwnListing,
    AlreadyDecided when it was put back before, Conflict when one of its facts was changed again since,
    Unlawful when the law no longer allows what stood before. It counts as no confirmation.
    """
    if not change.can_be_put_back:
        raise NotKept
    if not reason.strip():
        raise NoReason(sentence=_("Say why: the owner reads it."))
    if change.provider.may_be_written_by(by):
        raise OwnListing(sentence=_("This is your own listing. Somebody else has to look."))
    with transaction.atomic():
        provider = change.provider
        lock_provider(provider)
        current = tables.stored_document(provider.pk)
        before, after = documents.read_document(change.before), documents.read_document(change.after)
        restored = with_small_facts(after, before, current)
        if with_small_facts(before, after, restored) != current:
            raise Conflict(sentence=_("The owner has changed it again since. Nothing was put back."))
        if problems := rules.newly_unlawful(restored, current):
            raise Unlawful(problems)
        now = timezone.now()
        seen = {"seen_at": change.seen_at or now, "seen_by": change.seen_by or by}
        rows = InstantChange.objects.filter(pk=change.pk, reverted_at=None)
        if not rows.update(reverted_at=now, reason=reason.strip(), **seen):
            raise AlreadyDecided(sentence=_("Somebody else has put it back already."))
        labels = [row[0] for row in change.rows]
        with public_change(
            provider,
            confirms=False,
            record=None,  # the change itself says who put it back, when and why
            mail=lambda row: emails.small_change_put_back(row, labels, reason.strip()).queue(),
        ):
            tables.apply(restored, provider)
    change.refresh_from_db()


def _small_facts(document):
    """A document that holds the small facts of another and nothing else."""
    small = documents.Document()
    for step, name in INSTANT:
        setattr(getattr(small, step), name, deepcopy(getattr(getattr(document, step), name)))
    small.care.offers = [documents.OfferRow(treatment=row.treatment) for row in document.care.offers]
    small.places.places = [
        documents.PlaceRow(key=place.key, **{name: getattr(place, name) for name in INSTANT_IN_PLACES})
        for place in document.places.places
    ]
    return small


def with_small_facts(base, proposed, current):
    """Return `current` with the small facts in which `proposed` differs from `base`."""
    live = deepcopy(current)
    for change in difference.diff(base, proposed):
        if change.path in INSTANT and change.path not in BY_TREATMENT:
            setattr(getattr(live, change.step), change.name, deepcopy(change.after))
    for place in live.places.places:
        was, is_now = base.place(place.key), proposed.place(place.key)
        for name in INSTANT_IN_PLACES if was and is_now else ():
            if getattr(was, name) != getattr(is_now, name):
                setattr(place, name, deepcopy(getattr(is_now, name)))
    for step, name in BY_TREATMENT:
        rows = [_rows_of(document, step, name) for document in (base, proposed, current)]
        setattr(getattr(live, step), name, _rows(*rows, proposed, current))
    return live


def _rows_of(document, step, name):
    """The rows of a field by treatment, without those that say nothing."""
    return {row.treatment: row for row in getattr(getattr(document, step), name) if row.is_stated}


def _rows(before, after, now, proposed, current):
    """Rows by treatment, of what is offered now; those of a new treatment wait with its offer."""
    kept = {offer.treatment for offer in proposed.care.offers}
    rows = []
    for slug in dict.fromkeys([*now, *after]):
        is_offered = any(offer.treatment == slug for offer in current.care.offers)
        changed = slug in kept and before.get(slug) != after.get(slug)
        row = after.get(slug) if changed else now.get(slug)
        if is_offered and row:
            rows.append(row)
    return rows


def _changed(current, live):
    """The paths of small facts in which two documents differ, in the order of the table."""
    differ = {change.path for change in difference.diff(current, live)} - {("places", "places")}
    found = [path for step in documents.STEPS[:-1] for path in _paths(step) if path in differ]
    pairs = list(zip(current.places.places, live.places.places, strict=True))
    return found + [
        ("places", "places", name)
        for name in INSTANT_IN_PLACES
        if any(getattr(old, name) != getattr(new, name) for old, new in pairs)
    ]


def _without_published(proposed, current):
    """The edit with its small facts as they are stored now, so that only what waits differs."""
    proposed = deepcopy(proposed)
    for step, name in INSTANT - set(BY_TREATMENT):
        setattr(getattr(proposed, step), name, deepcopy(getattr(getattr(current, step), name)))
    for place in proposed.places.places:
        if now := current.place(place.key):
            for name in INSTANT_IN_PLACES:
                setattr(place, name, deepcopy(getattr(now, name)))
    for step, name in BY_TREATMENT:
        stored, typed = _rows_of(current, step, name), _rows_of(proposed, step, name)
        others = [row for slug, row in typed.items() if slug not in stored]
        setattr(getattr(proposed, step), name, [*stored.values(), *others])
    return proposed


def _record(provider, current, live, paths, by):
    version = provider.version
    OwnerChange.objects.create(provider=provider, what=OwnerChange.What.INSTANT, version=version, by=by)
    digest = hashlib.sha256(f"{provider.pk}:{version}".encode()).digest()
    reader = in_words.Reader()
    readers = [reader.about(document) for document in (current, live)]
    InstantChange.objects.create(
        before=documents.to_json(_small_facts(current)),
        after=documents.to_json(_small_facts(live)),
        provider=provider,
        version=version,
        is_sampled=digest[0] % SAMPLED_OF == 0,
        rows=[
            [label, before, after]
            for path in dict.fromkeys(path[:2] for path in paths)
            for label, before, after in [_lines(readers, current, live, path)]
        ],
    )


def _lines(readers, current, live, path):
    """One changed field in words: its label, the lines that went, the lines that came."""
    step, name = path
    said = zip(readers, (current, live), strict=True)
    old, new = (reader.lines(getattr(getattr(document, step), name), name) for reader, document in said)
    gone, came = [line for line in old if line not in new], [line for line in new if line not in old]
    return in_words.label(step, name), gone, came


def without_review(document):
    """Return a document as JSON without what was agreed to."""
    return {step: part for step, part in documents.to_json(document).items() if step != "review"}
