"""What editors should look at in an article, and what keeps it from review or from readers.

A draft may hold anything. What `stops` is missing: it stops review and publication. What is `doubtful` (a
guess, a number without a source, a claim) stops publication, unless a second editor said why it may stand.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext, ngettext
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.models import Article, Exemption, Reference
from articles.text.anchors import is_linkable
from articles.text.warnings import TextWarning


def proofread(rendered, collected=()):
    """Return the Findings of a text, in the order of its lines; those of the whole text come last.

    `collected` are works that the editor put aside for this text.
    """
    found = [*rendered.findings, *unknown_keys(rendered), *_broken_links(rendered)]
    found.sort(key=lambda finding: (finding.line, not finding.stops))
    uncited = [work for work in collected if work.key not in rendered.cited]
    return [*found, *(TextWarning(0, _uncited(work)) for work in uncited)]


class NotReady(Exception):
    """Something in an article stops this step; `findings` say what."""

    def __init__(self, findings):
        count = len(findings)
        words = ngettext("%d thing stops this: ", "%d things stop this: ", count) % count
        super().__init__(words + " ".join(str(finding) for finding in findings))
        self.findings = findings


def open_points(article):
    """Return the findings of an article in memory that stop its review or its publication today."""
    excused = set(Exemption.objects.filter(article=article.pk).values_list("finding", "quote"))
    found = [*_missing(article), *proofread(article.rendered), *_guessed(article.rendered)]
    return [
        finding
        for finding in found
        if finding.stops or (finding.is_doubtful and (finding.words, quote(article, finding)) not in excused)
    ]


def check_for_review(article):
    """Raise NotReady when something is missing that a reviewer needs."""
    if stops := [finding for finding in open_points(article) if finding.stops]:
        raise NotReady(stops)


def check_for_publication(article):
    """Raise NotReady when something is missing or doubtful."""
    if found := open_points(article):
        raise NotReady(found)


def quote(article, finding):
    """Return the line of a text that a finding is about, "" for one of the whole text."""
    lines = ["", *article.body.replace("\r\n", "\n").split("\n")]
    return lines[finding.line].strip() if finding.line < len(lines) else ""


def _missing(article):
    """Yield a finding for each part without which nothing is published."""
    if not article.deck.strip():
        yield TextWarning(0, gettext("The summary is missing."), stops=True)
    if not article.body.strip():
        yield TextWarning(0, gettext("The text is missing."), stops=True)
    if article.cover_id and not article.cover_alt.strip():
        yield TextWarning(0, gettext("Say what the cover shows."), stops=True)
    if article.cover_id and not article.cover_credit.strip():
        yield TextWarning(0, gettext("Say who made the cover, and under what license."), stops=True)


def _guessed(rendered):
    """Yield a finding for each cited work that nobody has confirmed."""
    keys = Reference.objects.with_keys(rendered.cited).filter(is_guessed=True).values_list("key", flat=True)
    for key in keys:
        words = gettext("The fields of %s are guessed. Please confirm them.") % key
        yield TextWarning(rendered.cited[key].lines[0], words, is_doubtful=True)


def _uncited(work):
    return gettext("The text does not cite %(key)s (%(title)s).") % {"key": work.key, "title": work.title}


def unknown_keys(rendered):
    """Return a Finding for each place that cites a work nobody stored, with the nearest key there is."""
    known = set(Reference.objects.with_keys(rendered.cited).values_list("key", flat=True))
    missing = {key: cited for key, cited in rendered.cited.items() if key not in known}
    if not missing:
        return []
    keys = list(Reference.objects.values_list("key", flat=True))
    return [
        TextWarning(line, _unknown(key, keys), stops=True)
        for key, cited in missing.items()
        for line in cited.lines
    ]


def _unknown(key, keys):
    words = gettext("No reference has the key “%s”.") % key
    near = process.extractOne(key, keys, scorer=OSA.distance, score_cutoff=3)
    return f"{words} {gettext('Did you mean “%s”?') % near[0]}" if near else words


def _broken_links(rendered):
    """Return a Finding for each link that leads nowhere on this site."""
    return [
        TextWarning(line, problem)
        for line, href in rendered.links
        if (problem := _broken(href.removeprefix(settings.SITE_URL), rendered.anchors))
    ]


def _broken(href, headings):
    """Return a sentence about an address on this site, "" when it leads somewhere or lies elsewhere."""
    if href.startswith("#"):
        if is_linkable(href[1:], headings):
            return ""
        return gettext("No heading here has the address “%s”.") % href
    try:
        parts = urlsplit(href)
    except ValueError:
        return _no_address(href)
    if parts.scheme or parts.netloc:
        return ""
    if not href.startswith("/"):
        return _no_address(href)
    try:
        page = resolve(parts.path)
    except Resolver404:
        return gettext("“%s” leads to no page of this site.") % href
    return _unread(page, href)


def _no_address(href):
    return gettext("“%s” is no address: begin with https:// or, on this site, with /.") % href


def _unread(page, href):
    """Return a sentence about a link to an article or a work that readers cannot open."""
    name, given = page.view_name, page.kwargs
    if name == "articles:article":
        slug, public = given["slug"], Article.objects.published()
        if public.filter(slug=slug).exists():
            return ""
        if public.filter(slugs__slug=slug).exists():
            return gettext("“%s” is an old address of an article; it still leads there.") % href
        return gettext("“%s” leads to no article that readers can open.") % href
    works = Reference.objects.cited_by(Article.objects.published())
    if name == "reference" and not works.filter(pk=given["pk"]).exists():
        if works.filter(formers__number=given["pk"]).exists():
            return gettext("“%s” is the address of a work that was merged; it still leads there.") % href
        return gettext("“%s” leads to a work that no article cites.") % href
    return ""
