"""Public listings, looked for on the exclusion list each time a list is imported.

Who was approved may be excluded later. What is found is put into the moderators' queue as a report, each
entry once: what a moderator has dealt with, or has approved a listing in spite of, is not asked again.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from listings.checks import exclusions
from listings.models import ExclusionHit
from providers.models import ProblemReport, Provider

CHUNK = 200  # listings that are read at once


def screen_published():
    """Put what the list newly says of public listings into the queue; return how many listings it is of."""
    listings = Provider.objects.published().order_by("pk")
    return sum(_screen(provider) for provider in listings.iterator(chunk_size=CHUNK))


def _screen(provider):
    verdict = exclusions.of_document(provider.listing)
    if not verdict.hits:
        return False
    with transaction.atomic():
        new = ExclusionHit.objects.remember(provider, verdict.hits)
        if new:
            ProblemReport.objects.receive(
                provider=provider,
                token=uuid.uuid4(),
                kind=ProblemReport.Kind.EXCLUSION,
                message=_message(verdict, new),
            )
    return bool(new)


def _message(verdict, new):
    """What is new on the list, in words; the text of a report holds the weightiest."""
    lines = [f"{hit.why}\n{exclusions.said(hit.entry)}" for hit in new[: exclusions.MOST]]
    if len(new) > exclusions.MOST:
        lines.append(_("And %d more.") % (len(new) - exclusions.MOST))
    return "\n\n".join([verdict.detail, *lines, exclusions.SEARCH])[:4000]
