"""Works looked up in the registries by DOI or PMID: their fields when guessed, and what became of them.

Each cited work is asked about once a day, in turn, in batches; housekeeping starts the round.
"""

import ipaddress
import time
from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from articles import watching
from articles.bibliography import notices
from articles.bibliography.identifiers import pmcid_in
from articles.bibliography.registries import crossref, pubmed
from articles.bibliography.registries.client import Busy, NoAnswer, Unknown
from articles.models import Reference
from articles.publishing import name_guess, replace_guess
from psychly.web import outside

PAUSES = 5
BATCH = 40  # works that are asked about together
ROUND = timedelta(hours=23)  # after which a work is asked about again
LINK_SECONDS = 20  # for the whole of a question to a server


@task
def look_up(reference_id, pauses=0):
    """Replace what was guessed by what a registry says; leave it when no registry knows the work.

    Fails when a registry does not answer, and is then tried again. When a registry asks for a pause, the
    question is put again after it, `PAUSES` times at most.
    """
    work = Reference.objects.filter(pk=reference_id, is_guessed=True).first()
    try:
        item = work and _registered(work)
    except Busy as busy:
        if pauses >= PAUSES:
            raise
        later = timezone.now() + timedelta(seconds=busy.wait)
        look_up.using(run_after=later).enqueue(reference_id, pauses + 1)
        return
    if item and not _is_another(work, item):
        name_guess(work, item)
        replace_guess(work, item)
    if work:
        watch_works.enqueue([work.pk])


@task
def search_by_title(reference_id):
    """Keep beside a guess without an identifier the works that Crossref finds for its title.

    An editor says whether it is one of them. Fails when Crossref does not answer, and is then tried again.
    """
    work = Reference.objects.filter(pk=reference_id, is_guessed=True).first()
    if not work or not work.can_be_searched:
        return
    authors = work.to_csl().get("author", [])
    author = next((name.get("family") or name.get("literal", "") for name in authors), "")
    try:
        found = crossref.search(work.title, author, work.year)
    except Busy as busy:
        later = timezone.now() + timedelta(seconds=busy.wait)
        search_by_title.using(run_after=later).enqueue(reference_id)
        return
    except Unknown:
        found = []
    Reference.objects.filter(pk=work.pk, is_guessed=True, doi=None, pmid=None).update(proposals=found)


def start_round():
    """Begin to ask about the cited works that are due, unless that goes on already; say whether it began."""
    is_under_way = DBTaskResult.objects.filter(
        task_path=watch_due.module_path, status__in=("READY", "RUNNING")
    )
    if is_under_way.exists() or not Reference.objects.to_ask(timezone.now() - ROUND).exists():
        return False
    watch_due.enqueue()
    return True


@task
def watch_due():
    """Ask about the cited works that wait longest, then go on with the next batch.

    Fails when no registry answers, and is then tried again; after a pause when a registry asks for one.
    """
    works = list(Reference.objects.to_ask(timezone.now() - ROUND)[:BATCH])
    try:
        _learn(works)
    except Busy as busy:
        watch_due.using(run_after=timezone.now() + timedelta(seconds=busy.wait)).enqueue()
        return
    if Reference.objects.to_ask(timezone.now() - ROUND).exists():
        watch_due.enqueue()


@task
def watch_works(ids):
    """Ask about works that were just brought in, cited or not, so that a retraction is seen at once."""
    _learn(list(Reference.objects.filter(pk__in=ids[:BATCH])))


def _learn(works):
    """Ask the registries about works, write down what they say, and tell the editors what became worse."""
    asked, refusals = {}, []
    for name, fetch, column in (
        ("crossref", crossref.fetch_notices, "doi"),
        ("pubmed", pubmed.fetch_notices, "pmid"),
    ):
        identifiers = [value for work in works if (value := getattr(work, column))]
        try:
            asked[name] = column, fetch(identifiers) if identifiers else {}
        except NoAnswer as refusal:
            refusals.append(refusal)
    if refusals and not any(said for _column, said in asked.values()):
        raise refusals[0]
    worse = []
    for work in works:
        said = {n: found[getattr(work, c)] for n, (c, found) in asked.items() if getattr(work, c) in found}
        is_complete = len(asked) == 2 or not refusals
        items = _notice_items(work, said)
        if changed := watching.record(work, said, notice_items=items, is_complete=is_complete):
            worse.append(changed)
        if work.url and not work.doi:
            check_link.enqueue(work.pk)
    watching.tell_editors(worse)


def _notice_items(work, said):
    """Return a new retraction's notice as CSL-JSON by its DOI; {} when it is known or no registry has it."""
    worst = notices.gravest(notice for found in said.values() for notice in found)
    if not worst or worst.kind != notices.RETRACTION or not worst.doi or work.notice_html:
        return {}
    try:
        return {worst.doi: crossref.fetch(worst.doi)}
    except (NoAnswer, Unknown):
        return {}


@task
def check_link(work_id):
    """See whether the address of a work without a DOI answers; readers are told after some days without."""
    work = Reference.objects.filter(pk=work_id).exclude(url="").first()
    if work and (worse := watching.record(work, {}, link_answers=_answers(work.url))):
        watching.tell_editors([worse])


def _answers(url):
    """Whether a server answers for an address: one that asks robots to stay away is there, too."""
    try:
        answer = outside.ask(
            url, until=time.monotonic() + LINK_SECONDS, may_reach=_is_public, reads_body=False
        )
    except outside.NoAnswer:
        return False
    return answer.status not in (404, 410) and answer.status < 500


def _is_public(address):
    return ipaddress.ip_address(address).is_global


def _registered(work):
    """Return the CSL-JSON item of a work by whatever identifies it; None when nobody knows it."""
    pmcid = "" if work.doi or work.pmid else pmcid_in(work.url)
    if pmcid:
        try:
            doi, pmid = pubmed.identify(pmcid)
        except Unknown:
            return None
        return registered(doi, pmid)
    if work.isbn and not (work.doi or work.pmid):
        return _or_none(crossref.fetch_book, work.isbn)
    return registered(work.doi, work.pmid)


def registered(doi, pmid):
    """Return the CSL-JSON item of a work, from Crossref when it has a DOI, else from PubMed; None for none.

    Raises NoAnswer when a registry does not answer.
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
