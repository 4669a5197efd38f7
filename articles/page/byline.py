"""Who wrote, edited and reviewed an article, with what they declare."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from providers.models import Provider


@dataclass(frozen=True)
class Part:
    """One person's part. `listing` is the address of their own public listing here, "" for none."""

    role: str
    name: str
    credentials: str
    disclosure: str
    listing: str = ""
    on: date | None = None


def behind(article, review):
    """Return the Parts of the people named for an article, and of who reviewed what readers see."""
    credits = list(article.credits.select_related("person"))
    people = [credit.person for credit in credits] + ([review.person] if review and review.person else [])
    slugs = {person.listing_slug for person in people if person.listing_slug}
    public = Provider.objects.public_slugs(slugs) if slugs else ()
    addresses = {slug: reverse("providers:profile", args=[slug]) for slug in public}
    parts = [
        Part(
            credit.get_role_display(),
            credit.person.name,
            credit.person.credentials,
            credit.person.disclosure,
            addresses.get(credit.person.listing_slug, ""),
        )
        for credit in credits
    ]
    if review:
        listing = addresses.get(review.person.listing_slug, "") if review.person else ""
        words = gettext("Medically reviewed by")
        parts.append(Part(words, review.name, review.credentials, review.disclosure, listing, review.on))
    return parts
