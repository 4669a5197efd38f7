"""What some fields of a listing may hold, with its words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Accepting(TextChoices):
    """Whether new patients are taken."""

    YES = "yes", _("Accepting new patients")
    WAITLIST = "waitlist", _("Waitlist")
    NO = "no", _("Not accepting new patients")


class AgeGroup(TextChoices):
    """Ages that a provider sees."""

    CHILDREN = "children", _("Children (up to 12)")
    ADOLESCENTS = "adolescents", _("Adolescents (13 to 17)")
    ADULTS = "adults", _("Adults (18 to 64)")
    OLDER_ADULTS = "older-adults", _("Older adults (65 and up)")


class SessionsGuided(TextChoices):
    """How many sessions of this care a provider has guided."""

    UP_TO_10 = "0-10", _("up to 10")
    UP_TO_50 = "11-50", _("11 to 50")
    UP_TO_200 = "51-200", _("51 to 200")
    MORE = "200+", _("more than 200")


class Part(TextChoices):
    """What someone who takes part in the care does."""

    PRESCRIBES = "prescribes", _("Prescribes")
    IN_THE_ROOM = "in-the-room", _("Sits with you")
    INTEGRATES = "integrates", _("Integrates")
    LEADS = "leads", _("Leads")


#: What of the care somebody who is listed alone may do themselves.
OWN_PARTS = [choice for choice in Part.choices if choice[0] != Part.LEADS]


#: The questions on safety practice, by the name of the answer.
SAFETY_QUESTIONS = {
    "screening": _("Screening before treatment"),
    "vital_signs": _("Vital signs monitored"),
    "life_support": _("Life-support certified staff present"),
    "emergency_plan": _("Emergency plan"),
    "not_treated": _("Who should not take part"),
    "ride_home": _("Ride home required"),
    "aftercare": _("Aftercare contact"),
}
