"""The Atom feed of the newest articles."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from articles.models import Article

NEWEST = 20
#: The year in which the site's name was ours, as RFC 4151 asks of a tag; it never changes.
YEAR = 2026


def printable(text):
    """Return text without control characters, which XML cannot hold."""
    return "".join(c for c in text if c.isprintable())


class NewestArticles(Feed):
    """The newest articles, as title, summary and link."""

    feed_type = Atom1Feed
    title = _("Psychly articles")
    subtitle = _("Psychedelic-assisted care, with sources you can check.")
    author_name = _("The Psychly Team")
    link = reverse_lazy("articles:list")

    def feed_guid(self):
        """An address that stays the same, whatever host was asked."""
        return settings.SITE_URL + reverse("articles:list")

    def items(self):
        """The newest published articles."""
        public = Article.objects.published().with_last_change().for_cards()
        return public.with_topics()[:NEWEST]

    def item_guid(self, item):
        """A name that stays when the address changes."""
        return f"tag:{settings.SITE_HOST},{YEAR}:article-{item.pk}"

    def item_title(self, item):
        """The title."""
        return printable(item.title)

    def item_description(self, item):
        """The summary under the title."""
        return printable(item.deck)

    def item_author_name(self, item):
        """Who wrote it."""
        return printable(item.byline)

    def item_categories(self, item):
        """What it is about."""
        return [topic.name for topic in (*item.treatments, *item.conditions)]

    def item_pubdate(self, item):
        """When it was published."""
        return item.published_at

    def item_updateddate(self, item):
        """When readers last got another text; never before it was published."""
        return item.changed_at
