"""Who may move an article from where to where: the table that the verbs of `Article` follow.

    verb                draft     in-review  scheduled  published  archived
    submit_for_review   authors   -          -          -          -
    return_to_draft     -         authors    editors    editors    editors
    publish             editors   editors    editors    -          editors
    publish_now         -         -          editors    -          -
    read_again          -         -          -          editors    -
    archive             editors   editors    editors    editors    -

Authors write and hand in, and may take back what they handed in; editors and administrators decide what
readers see. Nobody else moves anything: reviewers read everything and record reviews. A program (`by=None`)
may do what an editor may.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ArticleState(models.TextChoices):
    """Where an article stands."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


WRITE, PUBLISH = "articles.change_article", "articles.publish_article"

#: Verb → state it starts from → the right it takes there.
MOVES = {
    "submit_for_review": {ArticleState.DRAFT: WRITE},
    "return_to_draft": {
        ArticleState.IN_REVIEW: WRITE,
        ArticleState.SCHEDULED: PUBLISH,
        ArticleState.PUBLISHED: PUBLISH,
        ArticleState.ARCHIVED: PUBLISH,
    },
    "publish": {
        ArticleState.DRAFT: PUBLISH,
        ArticleState.IN_REVIEW: PUBLISH,
        ArticleState.SCHEDULED: PUBLISH,
        ArticleState.ARCHIVED: PUBLISH,
    },
    "publish_now": {ArticleState.SCHEDULED: PUBLISH},
    "read_again": {ArticleState.PUBLISHED: PUBLISH},
    "archive": {
        ArticleState.DRAFT: PUBLISH,
        ArticleState.IN_REVIEW: PUBLISH,
        ArticleState.SCHEDULED: PUBLISH,
        ArticleState.PUBLISHED: PUBLISH,
    },
}


#: The same for the working copy of a public article: authors write and hand it in, editors decide.
COPY_MOVES = {
    "submit_copy": {ArticleState.DRAFT: WRITE},
    "publish_copy": {
        ArticleState.DRAFT: PUBLISH,
        ArticleState.IN_REVIEW: PUBLISH,
        ArticleState.SCHEDULED: PUBLISH,
    },
    "schedule_copy": {
        ArticleState.DRAFT: PUBLISH,
        ArticleState.IN_REVIEW: PUBLISH,
        ArticleState.SCHEDULED: PUBLISH,
    },
    "return_copy": {ArticleState.IN_REVIEW: WRITE, ArticleState.SCHEDULED: PUBLISH},
    "discard_copy": {
        ArticleState.DRAFT: WRITE,
        ArticleState.IN_REVIEW: PUBLISH,
        ArticleState.SCHEDULED: PUBLISH,
    },
}


def may(user, verb, state, moves=MOVES):
    """Whether this person may take this step with an article in this state."""
    right = moves[verb].get(state)
    return bool(right) and (user is None or user.has_perm(right))


class Step(models.Model):
    """One step that an article took. Append-only, as versions are."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="steps")
    before = models.CharField(_("from"), max_length=12, choices=ArticleState)
    after = models.CharField(_("to"), max_length=12, choices=ArticleState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"
