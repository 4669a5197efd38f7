"""What the NPI Registry knows of a therapist: asked for in the background, taken over on request."""

from django.db import transaction

from listings.models import RegistryLookup
from listings.steps import prefill
from listings.tasks import look_up_npi
from providers.document import schema as documents


def ask_registry(npi, *, by):
    """Ask the registry for a number in the background; a new question replaces the last one."""
    with transaction.atomic():
        lookup = RegistryLookup.objects.replace_question(npi, by=by)
        look_up_npi.enqueue(lookup.pk)
    return lookup


def fill_from_registry(submission, *, by):
    """Fill in what is empty from the record that the registry gave; raises as `save_step`."""
    lookup = RegistryLookup.objects.of(by, submission.typed)
    if lookup and lookup.found:
        for step, part in prefill.fill(submission.typed, lookup.found).items():
            seen = documents.fingerprint(getattr(submission.typed, step))
            submission.save_step(step, part, seen=seen, by=by)
