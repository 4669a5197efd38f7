"""The people behind an article: who they are, what they declare, and whether they are listed here."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.models import Provider


class Person(models.Model):
    """Somebody who writes, edits or reviews articles. A real person, never an invented one."""

    name = models.CharField(_("name"), max_length=120)
    credentials = models.CharField(
        _("credentials"), max_length=120, blank=True, help_text=_("As they follow the name: MD, MPH.")
    )
    disclosure = models.CharField(
        _("disclosed interests"),
        max_length=300,
        blank=True,
        help_text=_("In a sentence. When they have none, write: No interests to declare."),
    )
    listing_slug = models.SlugField(
        _("own listing"),
        max_length=120,
        blank=True,
        help_text=_("When this person is listed here: the last part of the listing's address."),
    )

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["name", "pk"]

    def __str__(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def clean(self):
        """A listing that is named exists."""
        if self.listing_slug and not Provider.objects.filter(slug=self.listing_slug).exists():
            raise ValidationError({"listing_slug": _("No listing has this address.")})


def in_one_line(people):
    """Return names as a byline says them, "" for none; in short when it gets long."""
    if not people:
        return ""
    line = get_text_list(people, gettext("and"))
    return line if len(line) <= 120 else gettext("%s and others") % people[0][:100]


class CreditQuerySet(models.QuerySet):
    """Parts in articles."""

    def names(self, role):
        """The people of a part in order, as a byline says them, "" for none; in short when it gets long."""
        return in_one_line([str(credit.person) for credit in self.filter(role=role).select_related("person")])


class Credit(models.Model):
    """A person's part in an article."""

    class Role(models.TextChoices):
        """What somebody did for an article."""

        AUTHOR = "author", _("Author")
        EDITOR = "editor", _("Editor")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="credits", verbose_name=_("contributor"))
    role = models.CharField(_("part"), max_length=12, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("people")
        ordering = ["role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "person", "role"], name="one_credit_per_part")
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.person}"
