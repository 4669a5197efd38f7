"""Facts that staff should look at again: rows of law, texts with a last day, crisis lines."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article, Reference
from providers.models import LegalStatus, Treatment
from providers.models.legal import NOTICE_DAYS
from psychly.web import crisis_lines

SHOWN = 12  # lines of each kind


@dataclass(frozen=True)
class DueFact:
    """One thing to look at: its name, why, and where it is changed ("" where that is in the code)."""

    name: str
    why: str
    address: str


def due_facts(today=None):
    """Return the DueFacts of a day: works retracted, what ends within 45 days, what is unconfirmed."""
    today = today or timezone.localdate()
    return [
        *_works(),
        *_ending(today),
        *_articles(today),
        *_drugs_without_law(),
        *_unconfirmed(today),
        *_crisis(today),
    ]


def _day(day):
    return date_format(day, "F j, Y")


def _ending(today):
    near = today + datetime.timedelta(days=NOTICE_DAYS)
    for row in LegalStatus.objects.filter(last_day__lte=near).order_by("last_day"):
        why = _("ended on %s") if row.last_day < today else _("ends on %s")
        yield DueFact(str(row), why % _day(row.last_day), _page("providers_legalstatus", row))


def _articles(today):
    for article in Article.objects.ending(today + datetime.timedelta(days=NOTICE_DAYS)):
        why = _("a fact in it ended on %s") if article.ends_on < today else _("a fact in it ends on %s")
        yield DueFact(article.title, why % _day(article.ends_on), _page("articles_article", article))


def _works():
    for work in Reference.objects.filter(needs_attention=True).order_by("key"):
        why = _("%(health)s since %(day)s; articles cite it")
        said = {"health": work.get_health_display(), "day": _day(work.health_checked_on)}
        yield DueFact(work.key, why % said, _page("articles_reference", work))


def _drugs_without_law():
    for treatment in Treatment.objects.filter(is_drug_treatment=True, is_retired=False, legal_statuses=None):
        address = f"{reverse('admin:providers_legalstatus_add')}?treatment={treatment.pk}"
        yield DueFact(treatment.name, _("has no row of law: nobody can offer it"), address)


def _unconfirmed(today):
    near = today + datetime.timedelta(days=NOTICE_DAYS)
    rows = LegalStatus.objects.awaiting(today).exclude(last_day__lte=near)
    for row in rows.select_related("treatment").order_by("known_on")[:SHOWN]:
        since = row.confirmed_on or row.known_on
        why = _("last confirmed on %s") if row.confirmed_on else _("known on %s, never confirmed")
        yield DueFact(str(row), why % _day(since), _page("providers_legalstatus", row))


def _crisis(today):
    for line in crisis_lines.ALL:
        if line.is_due(today):
            name = f"{line.before} {line.links[0][0]}"
            yield DueFact(name, _("last confirmed on %s") % _day(line.confirmed_on), line.source)


def _page(name, row):
    return reverse(f"admin:{name}_change", args=[row.pk])
