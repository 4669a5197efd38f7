"""The Atom feed of the newest articles."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from articles.models import Article

NEWEST = 20


def printable(text):
    """Return text without control characters."""
    return "".join(c for c in text if c.isprintable())


class NewestArticles(Feed):
    """The newest articles, as title, summary and link."""

    feed_type = Atom1Feed
    title = _("Psychly articles")
    subtitle = _("Psychedelic-assisted care, with sources you can check.")
    author_name = _("The Psychly Team")
    link = reverse_lazy("articles:list")

    def items(self):
        """The newest published articles."""
        return Article.objects.published().for_cards()[:NEWEST]

    def item_title(self, item):
        """The title, without control characters, which XML cannot hold."""
        return printable(item.title)

    def item_description(self, item):
        """The summary under the title."""
        return printable(item.deck)

    def item_pubdate(self, item):
        """When it was published."""
        return item.published_at

    def item_updateddate(self, item):
        """When it last changed; never before it was published."""
        changed = datetime.combine(item.updated_on, time(), tzinfo=timezone.get_default_timezone())
        return max(item.published_at, changed)
