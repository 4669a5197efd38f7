"""What is being written about a public article, while readers go on seeing what was published."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.moves import ArticleState
from articles.models.person import Credit, Person
from providers.models import Photo


class WorkingCopy(models.Model):
    """All that editors wrote about an article since readers last got it: swapped in as a whole, or discarded.

    `said` holds the columns by name, topics as primary keys and people as [person, part, position].
    """

    COLUMNS = ("title", "slug", "deck", "body", "cover_alt", "cover_credit", "byline", "edited_by")
    TOPICS = ("treatment_id", "condition_id")
    MORE_TOPICS = ("also_treatments", "also_conditions")

    article = models.OneToOneField("articles.Article", models.CASCADE, related_name="copy")
    said = models.JSONField()
    cover = models.ForeignKey(
        Photo, models.PROTECT, null=True, related_name="covers_copies", verbose_name=_("cover photo")
    )
    pictures = models.ManyToManyField(Photo, related_name="illustrates_copies")
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    is_typing_error = models.BooleanField(_("typing errors only"), default=False)
    state = models.CharField(
        _("state"),
        max_length=12,
        default=ArticleState.DRAFT,
        choices=[(s.value, s.label) for s in ArticleState if s in ("draft", "in-review", "scheduled")],
    )
    due_at = models.DateTimeField(_("public from"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(due_at__isnull=False),
                name="scheduled_copy_has_its_moment",
            )
        ]

    def __str__(self):
        return self.said["title"]

    @property
    def is_overdue(self):
        """Whether its moment has passed and it is not public yet."""
        return self.state == ArticleState.SCHEDULED and self.due_at <= timezone.now()

    def describe(self, article, topics, people):
        """Take what an article in memory says, with topics and people as they were typed. Not saved."""
        names = (*self.COLUMNS, *self.TOPICS)
        self.said = {name: getattr(article, name) for name in names}
        self.said |= {"updated_on": article.updated_on.isoformat(), "people": people}
        self.said |= {name: [row.pk for row in topics[name]] for name in self.MORE_TOPICS}
        self.cover = article.cover

    def set_relations(self):
        """Give the article the topics and people of this copy."""
        for name in self.MORE_TOPICS:
            getattr(self.article, name).set(self.said[name])
        self.article.credits.all().delete()
        known = Person.objects.in_bulk([pk for pk, _role, _position in self.said["people"]])
        Credit.objects.bulk_create(
            Credit(article=self.article, person=known[pk], role=role, position=position)
            for pk, role, position in self.said["people"]
            if pk in known
        )
