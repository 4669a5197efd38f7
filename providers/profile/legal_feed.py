"""The Atom feed of changes of the law."""

import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from providers.models import LegalStatus
from providers.profile import legal_pages


class LegalChanges(Feed):
    """What changed in the law on these treatments, the newest first."""

    feed_type = Atom1Feed
    title = _("Changes of the law on psychedelic-assisted care")
    subtitle = _("By treatment and state, with sources.")
    author_name = _("The Psychly Team")
    link = reverse_lazy("legal_status")

    def feed_guid(self):
        """An address that stays the same, whatever host was asked."""
        return settings.SITE_URL + reverse("legal_status")

    def items(self):
        """The rows that changed last."""
        return legal_pages.latest(LegalStatus.objects.with_sources().exclude(changed_on=None))

    def item_guid(self, item):
        """A name for this change of this row."""
        return f"tag:{settings.SITE_HOST},2026:law-{item.pk}-{item.changed_on:%Y%m%d}"

    def item_title(self, item):
        """What it is about, and where."""
        return f"{item.name}, {item.get_state_display() or _('all states')}"

    def item_description(self, item):
        """What changed."""
        return item.change

    def item_link(self, item):
        """The state's page, or the page of all."""
        if item.state:
            return reverse("state_law", args=[legal_pages.state_slug(item.state)])
        return reverse("legal_status")

    def item_pubdate(self, item):
        """The day of the change, at noon."""
        return timezone.make_aware(datetime.datetime.combine(item.changed_on, datetime.time(12)))

    item_updateddate = item_pubdate
