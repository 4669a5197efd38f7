"""The time zone in which somebody of the staff reads the desk."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from psychly.models import User


def zone_of(user):
    """Return the tzinfo in which a user reads the desk: their own choice, or the site's."""
    chosen = getattr(user, "time_zone", "")
    return ZoneInfo(chosen) if chosen in User.Zone.values else get_default_timezone()


def choose_zone(request):
    """A press on "Save" beside the zones of the desk's first page; what is none of them is the site's own."""
    chosen = request.POST.get("time_zone", "")
    request.user.time_zone = chosen if chosen in User.Zone.values else ""
    request.user.save(update_fields=["time_zone"])
    name = request.user.get_time_zone_display() or _("UTC")
    messages.success(request, _("The desk shows times as they are here: %s.") % name)
    return redirect("admin:index")
