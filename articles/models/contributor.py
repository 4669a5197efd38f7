"""The people and organizations behind a work."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Contributor(models.Model):
    """One author, editor or translator of a work: a person in name parts, or an organization as `literal`."""

    class Role(models.TextChoices):
        """What the contributor did."""

        AUTHOR = "author", _("Author")
        EDITOR = "editor", _("Editor")
        TRANSLATOR = "translator", _("Translator")
        BOOK_AUTHOR = "container-author", _("Author of the whole book")
        WITH = "contributor", _("“With” (named so on the cover)")
        DIRECTOR = "director", _("Director")
        HOST = "host", _("Host")
        PRODUCER = "executive-producer", _("Executive producer")
        NARRATOR = "narrator", _("Narrator")
        CHAIR = "chair", _("Chair of a symposium")
        ILLUSTRATOR = "illustrator", _("Illustrator")

    reference = models.ForeignKey("articles.Reference", models.CASCADE, related_name="contributors")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    family = models.CharField(_("family name"), max_length=120, blank=True)
    given = models.CharField(_("given names"), max_length=120, blank=True)
    particle = models.CharField(_("particle (van der)"), max_length=40, blank=True)
    dropped_particle = models.CharField(_("particle behind the name (de)"), max_length=40, blank=True)
    suffix = models.CharField(_("suffix (Jr.)"), max_length=20, blank=True)
    literal = models.CharField(_("organization"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["role", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(literal="") & ~Q(family="")) | (~Q(literal="") & Q(family="", given="")),
                name="contributor_is_a_person_or_an_organization",
                violation_error_message=_("Give a family name, or an organization, not both."),
            )
        ]

    def __str__(self):
        return self.literal or self.family
