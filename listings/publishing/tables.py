"""From a document to the public tables and back. What writes is called inside a `public_change`."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from listings.document import schema as documents
from listings.document.schema import TELEHEALTH
from providers.models import (
    Access,
    Community,
    Condition,
    Cost,
    Language,
    License,
    Location,
    Offer,
    PaymentOption,
    Photo,
    Provider,
    Safety,
    TeamMember,
    Training,
    Treatment,
)
from providers.models.eligibility import kind_of
from providers.places.find import zip_point

RESERVED_SLUGS = frozenset({"in", "places", "search", "map", "api"})
#: Fields of the same name in the document and on Provider, by step.
SAME = {
    "you": [
        "role", "legal_name", "display_name", "credentials", "pronouns", "npi", "lead_name", "lead_license",
    ],
    "licenses": [
        "holds_dea_registration", "is_rems_certified", "has_malpractice_cover", "sessions_guided",
    ],
    "places": ["telehealth_states"],
    "care": ["accepting", "wait_weeks", "ages"],
    "about": ["approach", "first_visit", "about", "website", "photo_alt"],
}  # fmt: skip
TERMS = {
    ("care", "languages"): Language,
    ("care", "communities"): Community,
    ("cost", "payment_options"): PaymentOption,
}


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
    for step, names in SAME.items():
        for name in names:
            setattr(provider, name, getattr(getattr(document, step), name))
    provider.kind = kind_of(document.you.role)
    provider.photo = Photo.objects.filter(pk=document.about.photo or None).first()
    provider.updated_at = timezone.now()
    provider.published_at = provider.published_at or provider.updated_at
    if provider.pk is None:
        _insert(provider)
    for (step, name), model in TERMS.items():
        slugs = getattr(getattr(document, step), name)
        getattr(provider, name).set(model.objects.filter(slug__in=slugs))
    _write_rows(document, provider)
    _write_offers(document, provider, _write_places(document, provider))


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


def _write_rows(document, provider):
    """Replace the children that nothing else points to."""
    for model, rows in (
        (License, document.licenses.licenses),
        (Training, document.licenses.trainings),
        (TeamMember, document.care.team),
    ):
        model.objects.filter(provider=provider).delete()
        model.objects.bulk_create(
            model(provider=provider, position=index, **asdict(row)) for index, row in enumerate(rows)
        )
    Safety.objects.update_or_create(provider=provider, defaults=asdict(document.care.safety))
    treatments = {term.slug: term for term in Treatment.objects.all()}
    Cost.objects.filter(provider=provider).delete()
    Cost.objects.bulk_create(
        _cost(row, provider, treatments[row.treatment])
        for row in document.cost.costs
        if row.is_stated and row.treatment in document.drug_treatments
    )


def _cost(row, provider, treatment):
    values = {**asdict(row), "treatment": treatment}
    values["session_high"] = row.session_low if row.session_high is None else row.session_high
    values["integration_sessions"] = row.integration_sessions or 0
    return Cost(provider=provider, **values)


def _write_places(document, provider):
    """Write the locations; return them by key. A point that was made exact stays while the address does."""
    known = {f"l{row.pk}": row for row in provider.locations.all()}
    written = {}
    access = {term.slug: term for term in Access.objects.all()}
    for index, place in enumerate(document.places.places):
        values = asdict(place)
        slugs = values.pop("access")
        row = known.pop(values.pop("key"), None) or Location(provider=provider)
        moved = (row.street, row.zip_code, row.shows_street) != (
            place.street, place.zip_code, place.shows_street,
        )  # fmt: skip
        if moved or row.pk is None:
            row.latitude, row.longitude = zip_point(place.zip_code)
            row.precision = Location.Precision.ZIP
        for name, value in values.items():
            setattr(row, name, value)
        row.position = index
        row.save()
        row.access.set([access[slug] for slug in slugs])
        written[place.key] = row
    Location.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    return written


def _write_offers(document, provider, places):
    Offer.objects.filter(provider=provider).delete()
    treatments = {term.slug: term for term in Treatment.objects.all()}
    conditions = {term.slug: term for term in Condition.objects.all()}
    links = []
    for offer in document.care.offers:
        for key in dict.fromkeys(offer.where):
            if key != TELEHEALTH and key not in places:
                continue
            row = Offer.objects.create(
                provider=provider, treatment=treatments[offer.treatment], location=places.get(key)
            )
            through = Offer.conditions.through
            links += [through(offer=row, condition=conditions[slug]) for slug in offer.conditions]
    Offer.conditions.through.objects.bulk_create(links)


def stored_document(pk):
    """Return the Document that a stored provider amounts to now, by its key."""
    return document_of_provider(Provider.objects.for_profile().get(pk=pk))


def document_of_provider(provider):
    """Return the Document that a stored provider (read with `for_profile()`) amounts to."""
    document = documents.Document()
    for step, names in SAME.items():
        for name in names:
            setattr(getattr(document, step), name, getattr(provider, name))
    for (step, name), _model in TERMS.items():
        slugs = [term.slug for term in getattr(provider, name).all()]
        setattr(getattr(document, step), name, slugs)
    document.licenses.licenses = [_row(documents.LicenseRow, r) for r in provider.licenses.all()]
    document.licenses.trainings = [_row(documents.TrainingRow, r) for r in provider.trainings.all()]
    document.places.places = [_place(row) for row in provider.locations.all()]
    document.care.team = [_row(documents.TeamRow, r) for r in provider.team.all()]
    document.care.safety = _row(documents.SafetyAnswers, getattr(provider, "safety", None) or Safety())
    document.care.offers = _offers(provider)
    document.about.photo = str(provider.photo_id or "")
    document.cost.costs = [
        _row(documents.CostRow, r, treatment=r.treatment.slug) for r in provider.costs.all()
    ]
    return document


def _row(kind, record, **values):
    """A row of a document with the record's values of the same names."""
    names = [name for name in kind.__dataclass_fields__ if name not in values]
    return kind(**values, **{name: getattr(record, name) for name in names})


def _place(row):
    return _row(
        documents.PlaceRow,
        row,
        key=f"l{row.pk}",
        phone=row.phone.as_e164 if row.phone else "",
        access=[term.slug for term in row.access.all()],
    )


def _offers(provider):
    """One row for each treatment and set of conditions, its places in the order they were written."""
    rows = {}
    for offer in sorted(provider.offers.all(), key=lambda offer: (offer.treatment.position, offer.pk)):
        conditions = tuple(term.slug for term in offer.conditions.all())
        row = rows.setdefault(
            offer.treatment.slug, documents.OfferRow(offer.treatment.slug, [], list(conditions))
        )
        row.where.append(f"l{offer.location_id}" if offer.location_id else TELEHEALTH)
    return list(rows.values())
