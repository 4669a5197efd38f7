"""What follows from a document that becomes public: the Provider's columns, its licenses and its points.

What writes is called inside a `public_change`.
"""

from copy import deepcopy
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from providers import vocabulary
from providers.document import schema as documents
from providers.document.schema import TELEHEALTH
from providers.document.telephone import without_extension
from providers.models import License, Location, Photo, PremisesPhoto, Provider
from providers.models.eligibility import kind_of
from providers.places.find import zip_point

RESERVED_SLUGS = frozenset({"in", "places", "search", "map", "api"})
#: Fields of step "you" that are columns of Provider, because they are looked for or sorted by.
COLUMNS = ["role", "legal_name", "display_name", "credentials", "npi"]
#: Fields that hold terms of a taxonomy, by step, with its name.
TERMS = [
    ("care", "languages", "language"),
    ("care", "communities", "community"),
    ("cost", "payment_options", "payment"),
]


def free_slug(name):
    """Return a slug for a new provider that is neither taken nor reserved."""
    base = slugify(name)[:100] or "provider"
    taken = set(Provider.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in taken)


def apply(document, provider):
    """Set the columns of a provider from a document and write its children; publish what was not published.

    A new provider is stored; the columns of another are saved by the `public_change` round it.
    """
    document, before = published_form(document), provider.listing
    for name in COLUMNS:
        setattr(provider, name, getattr(document.you, name))
    provider.kind = kind_of(document.you.role)
    provider.document = documents.to_json(document)
    del provider.listing  # what was read of it before
    provider.photo = Photo.objects.named(document.about)
    provider.updated_at = timezone.now()
    provider.published_at = provider.published_at or provider.updated_at
    if provider.pk is None:
        _insert(provider)
    _write_licenses(document, provider)
    _write_locations(document, before, provider)
    _write_premises(document, provider)


def published_form(document):
    """Return a document as it is kept when it is public: in the order of the vocabulary, without what nobody
    reads.

    What was agreed to stays with the submission. Terms that are gone, places that are not there, rows of
    cost without a price or without an offer are left out; an upper price that was not given is the lower.
    """
    document = deepcopy(document)
    document.review = documents.Review()
    known, places = vocabulary.treatments_by_slug(), {place.key for place in document.places.places}
    for step, name, group in TERMS:
        part = getattr(document, step)
        setattr(part, name, _slugs(group, getattr(part, name)))
    for place in document.places.places:
        place.access = _slugs("access", place.access)
    for offer in document.care.offers:
        offer.conditions = _slugs("condition", offer.conditions)
        offer.where = [key for key in dict.fromkeys(offer.where) if key == TELEHEALTH or key in places]
    order = list(known)
    document.care.offers = sorted(
        (offer for offer in document.care.offers if offer.treatment in known and offer.where),
        key=lambda offer: order.index(offer.treatment),
    )
    priced = vocabulary.drug_treatments(offer.treatment for offer in document.care.offers)
    stated = {row.treatment: row for row in document.cost.costs if row.is_stated}
    document.cost.costs = [_cost(stated[slug]) for slug in priced if slug in stated]
    apart = {row.treatment: _slugs("payment", row.options) for row in document.cost.payments}
    offered = {offer.treatment for offer in document.care.offers}
    document.cost.payments = [
        documents.PaymentRow(slug, apart[slug]) for slug in order if slug in offered and apart.get(slug)
    ]
    return document


def _slugs(group, slugs):
    return [term.slug for term in vocabulary.terms_of(group, slugs)]


def _cost(row):
    return replace(
        row,
        session_high=row.session_low if row.session_high is None else row.session_high,
        integration_sessions=row.integration_sessions or 0,
    )


def _insert(provider):
    """Store it under a free slug, or under the next one when another approval was faster."""
    while True:
        provider.slug = free_slug(provider.display_name)
        try:
            with transaction.atomic():
                provider.save(force_insert=True)
            return
        except IntegrityError:
            if not Provider.objects.filter(slug=provider.slug).exists():
                raise


def _write_licenses(document, provider):
    License.objects.filter(provider=provider).delete()
    License.objects.bulk_create(
        License(
            provider=provider,
            position=index,
            state=row.state,
            type=row.type,
            number=row.number,
            expires_on=row.expires_on,
        )
        for index, row in enumerate(document.licenses.licenses)
    )


def _write_locations(document, before, provider):
    """Write a Location for each place. A point that was made exact stays while the address does."""
    known = {row.key: row for row in provider.locations.all()}
    for index, place in enumerate(document.places.places):
        row = known.pop(place.key, None) or Location(provider=provider, key=place.key)
        if row.pk is None or _address(place) != _address(before.place(place.key)):
            row.latitude, row.longitude = zip_point(place.zip_code)
            row.precision, row.geocoder = Location.Precision.ZIP, ""
        row.position, row.city, row.phone = index, place.city, without_extension(place.phone)
        row.shows_street = place.shows_street
        row.save()
    Location.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


def _write_premises(document, provider):
    PremisesPhoto.objects.filter(provider=provider).delete()
    known = Photo.objects.by_keys([row.photo for row in document.about.premises])
    PremisesPhoto.objects.bulk_create(
        PremisesPhoto(provider=provider, photo=known[row.photo], caption=row.caption, position=index)
        for index, row in enumerate(document.about.premises)
        if row.photo in known
    )


def _address(place):
    return place and (place.street, place.zip_code, place.shows_street)


def stored_document(pk):
    """Return what a stored provider says now, by its key, as a Document that may be changed."""
    return documents.read_document(Provider.objects.values_list("document", flat=True).get(pk=pk))
