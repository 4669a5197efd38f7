"""How each treatment of a listing can be paid for: what is said of it, and what the law leaves of that.

A listing names its ways to pay once for all that it offers, and apart for a treatment where that differs.
What was said of several treatments is read as said of one only where its row of law knows that it can be so:
a clinic that takes Medicare for talking is not one that takes it for infusions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ways:
    """Ways to pay (slugs) as they are said, and whether they are said of this one treatment."""

    said: tuple[str, ...]
    is_own: bool

    def lawful(self, notice):
        """Those that can be true where a Notice holds (None: nothing is known, nothing is left out)."""
        if notice is None:
            return list(self.said)
        return [
            slug
            for slug in self.said
            if (not notice.refuses_payment(slug) if self.is_own else notice.takes_over(slug))
        ]


def by_treatment(offered, shared, apart):
    """Return {treatment: Ways} of the treatments offered (slugs).

    `shared` is said of all of them; `apart` holds what is said of one, by its slug. Where one alone is
    offered, all that is said is said of it.
    """
    offered = list(dict.fromkeys(offered))
    return {
        slug: Ways(tuple(apart.get(slug) or shared), is_own=bool(apart.get(slug)) or len(offered) == 1)
        for slug in offered
    }


def of_document(document):
    """Return {treatment: Ways} of what a Document offers."""
    apart = {row.treatment: row.options for row in document.cost.payments}
    offered = [offer.treatment for offer in document.care.offers if offer.treatment]
    return by_treatment(offered, document.cost.payment_options, apart)
