"""The Atom feeds of the newest articles: all of them, and those about one topic."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from providers.models import Condition, Treatment

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
        return self.newest(Article.objects.published())

    def newest(self, public):
        """Return the newest of these articles with what an entry shows."""
        return public.with_last_change().for_cards().with_topics()[:NEWEST]

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


class NewestOfTopic(NewestArticles):
    """The newest articles about one treatment or condition."""

    def get_object(self, request, topic):
        """Return the treatment or condition of a slug that an article is about; raise Http404 for others."""
        if not Article.objects.published().about(topic).exists():
            raise Http404
        terms = (model.objects.filter(slug=topic).first() for model in (Treatment, Condition))
        return next(term for term in terms if term)

    def title(self, obj):
        """The feed's name."""
        return gettext("Psychly articles: %s") % printable(obj.name)

    def subtitle(self, obj):
        """What the topic is."""
        return printable(obj.sentence)

    def link(self, obj):
        """The list of articles about the topic."""
        return f"{reverse('articles:list')}?{urlencode({'topic': obj.slug})}"

    def feed_guid(self, obj):
        """An address that stays the same, whatever host was asked."""
        return settings.SITE_URL + reverse("articles:topic_feed", args=[obj.slug])

    def items(self, obj):
        """The newest published articles about it."""
        return self.newest(Article.objects.published().about(obj.slug))
