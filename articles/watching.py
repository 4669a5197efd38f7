"""What registries say of works today, beside what is known: marks for readers, work and one mail for editors.

Nothing here asks anybody; `articles/tasks.py` asks and hands over the answers.
"""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.bibliography import notices
from articles.bibliography.apa import entry
from articles.models import Reference, WorkNotice
from articles.models.reference import GRAVITY
from articles.publishing import save_reference
from psychly.mail import outbox

Health = Reference.Health
HEALTH = {
    notices.RETRACTION: Health.RETRACTED,
    notices.CONCERN: Health.CONCERN,
    notices.CORRECTION: Health.CORRECTED,
}
#: Days for which a link has to fail before readers are told.
PATIENCE = 3
MAIL = "works_changed"


@transaction.atomic
def record(work, said, *, notice_items=None, link_answers=None, is_complete=True, now=None):
    """Write down what was learned of a work today; return the work if it is worse than it was, else None.

    `said` is {registry: [notices]} of the registries that know the work; what each of them said before is
    replaced. `notice_items` are notices as CSL-JSON by DOI, for the entry. `link_answers` says whether the
    work's address answers, None when nobody asked it. With `is_complete` everybody answered who was asked.
    """
    now = now or timezone.now()
    work = Reference.objects.select_for_update().get(pk=work.pk)
    before = work.health
    is_new = [_replace(work, registry, found) for registry, found in said.items()]
    work.asked_at = now
    today = timezone.localdate(now)
    if link_answers is not None:
        work.link_failed_on = None if link_answers else work.link_failed_on or today
    if said or link_answers is not None:
        work.watched_on = today if is_complete else work.watched_on
        _judge(work, today, notice_items or {}, is_new=any(is_new))
    is_worse = _gravity(work.health) > max(_gravity(before), _gravity(Health.SOUND))
    work.needs_attention = work.needs_attention or is_worse
    save_reference(work)
    return work if is_worse else None


def _replace(work, registry, found):
    """Put what a registry says now in place of what it said before; say whether it says something else."""
    known = {
        (row.kind, row.doi, row.pmid, row.on, row.source): row
        for row in work.notices.filter(registry=registry)
    }
    new = {(row.kind, row.doi, row.pmid, row.on, row.source) for row in found}
    work.notices.filter(pk__in=[row.pk for key, row in known.items() if key not in new]).delete()
    names = ("kind", "doi", "pmid", "on", "source")
    WorkNotice.objects.bulk_create(
        WorkNotice(reference=work, registry=registry, **dict(zip(names, key, strict=True)))
        for key in sorted(new - known.keys(), key=str)
    )
    return new != known.keys()


def _judge(work, today, notice_items, *, is_new):
    """Set health and notice from the rows; what staff have set is never made lighter."""
    worst = notices.gravest(work.notices.all())
    health = HEALTH[worst.kind] if worst else Health.SOUND
    if not worst and work.link_failed_on and (today - work.link_failed_on).days >= PATIENCE:
        health = Health.UNREACHABLE
    if not (work.is_health_by_hand and _gravity(work.health) >= _gravity(health)):
        if health != work.health:
            work.is_health_by_hand = False
        work.health, work.health_checked_on = health, today
        work.health_source = _source(worst) if worst else ""
    is_retracted = worst is not None and worst.kind == notices.RETRACTION
    if not is_retracted:
        work.notice_html = ""
    elif is_new or not work.notice_html:
        item = notice_items.get(worst.doi) or {"DOI": worst.doi}
        work.notice_html = entry.retraction(worst.on and worst.on.year, item)


def _source(worst):
    return ", ".join(filter(None, [worst.source, worst.doi or (worst.pmid and f"PMID {worst.pmid}")]))[:200]


def _gravity(health):
    return GRAVITY.index(health)


@transaction.atomic
def tell_editors(works):
    """Send each editor one mail about works that became worse; to nobody when there are none."""
    if not works:
        return
    editors = get_user_model().objects.filter(groups__name="editors", is_active=True).distinct()
    for editor in editors:
        outbox.queue(MAIL, editor.email, {"works": works, "count": len(works)})
