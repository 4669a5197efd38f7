"""Works whose fields were guessed, looked up in the registries by DOI or PMID."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from articles.bibliography.registries import crossref, pubmed
from articles.bibliography.registries.client import Busy, Unknown
from articles.models import Reference
from articles.publishing import replace_guess

PAUSES = 5


@task
def look_up(reference_id, pauses=0):
    """Replace what was guessed by what a registry says; leave it when no registry knows the work.

    Fails when a registry does not answer, and is then tried again. When a registry asks for a pause, the
    question is put again after it, `PAUSES` times at most.
    """
    work = Reference.objects.filter(pk=reference_id, is_guessed=True).first()
    try:
        item = work and registered(work.doi, work.pmid)
    except Busy as busy:
        if pauses >= PAUSES:
            raise
        later = timezone.now() + timedelta(seconds=busy.wait)
        look_up.using(run_after=later).enqueue(reference_id, pauses + 1)
        return
    if item and not _is_another(work, item):
        replace_guess(work, item)


def registered(doi, pmid):
    """Return the CSL-JSON item of a work, from Crossref when it has a DOI, else from PubMed; None for none.

    Raises Unreachable when a registry does not answer.
    """
    summary = _or_none(pubmed.fetch, pmid) if pmid else None
    doi = doi or (summary or {}).get("DOI")
    item = _or_none(crossref.fetch, doi) if doi else None
    return {**item, **({"PMID": pmid} if pmid else {})} if item else summary


def _or_none(fetch, identifier):
    try:
        return fetch(identifier)
    except Unknown:
        return None


def _is_another(work, item):
    """Whether the item belongs to another stored work, which an editor should merge with this one."""
    others = Reference.objects.exclude(pk=work.pk)
    return others.identified_by(item.get("DOI"), item.get("PMID")).exists()
