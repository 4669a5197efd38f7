"""The form of an article: a draft may hold anything, and of a public article it writes the working copy."""

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core import signing
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Credit, FormerSlug
from articles.models.article import RESERVED_SLUGS
from articles.models.moves import PUBLISH
from articles.proofreading import NotReady, check_for_publication
from articles.working_copies import people_of
from providers.models import Photo
from providers.models.photo import PhotoField
from providers.photos.keeping import keep_photo

KEPT_PHOTO = "articles.kept_photo"


class ArticleForm(forms.ModelForm):
    """An article, with a sentence for readers about what changed."""

    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text=_("For readers; shown under the article with today's date. Leave empty for typing errors."),
    )
    is_typing_error = forms.BooleanField(
        label=_("Typing errors only: the medical review still holds"), required=False
    )
    photo = PhotoField(
        label=_("Cover photo"),
        required=False,
        least=480,
        help_text=_("JPEG, PNG, WebP or HEIC, up to 15 MB. Without one, a cover is drawn."),
    )
    kept_photo = forms.CharField(required=False, widget=forms.HiddenInput)
    without_photo = forms.BooleanField(label=_("Take the cover photo away"), required=False)
    due_at = forms.SplitDateTimeField(
        label=_("Working copy public from"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("For “Schedule the working copy”: readers see all of it from this moment."),
    )
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = (
            "title",
            "slug",
            "deck",
            "body",
            "cover_alt",
            "cover_credit",
            "byline",
            "edited_by",
            "treatment",
            "condition",
            "also_treatments",
            "also_conditions",
            "published_at",
            "updated_on",
            "review_due_on",
        )
        widgets = {
            "title": forms.TextInput(attrs={"class": "wide"}),
            "deck": forms.Textarea(attrs={"rows": 2, "cols": 90, "class": "wide"}),
            "body": forms.Textarea(attrs={"rows": 30, "cols": 90, "spellcheck": "true"}),
            "cover_alt": forms.TextInput(attrs={"class": "wide"}),
            "cover_credit": forms.TextInput(attrs={"class": "wide"}),
        }

    by = None  # who is editing; the admin says it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "title" not in self.fields:  # somebody who only reads
            return
        self.fields["photo"].by = self.by
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Part of the address. Left empty, it is made from the title.")
        self.newest = self.instance.versions.first() if self.instance.pk else None
        self.copy = self.instance.working_copy if self.instance.pk else None
        self.is_copy = bool(self.copy) or self.instance.is_public
        if self.is_copy:
            self.fields["published_at"].disabled = True
            # The one holds at once, the other with a step of editors.
            for name in ("review_due_on", "due_at"):
                self.fields[name].disabled = not self.by.has_perm(PUBLISH)
        if self.copy:
            names = (*self.copy.MORE_TOPICS, "treatment", "condition")
            said = {**self.copy.said, **{n: self.copy.said[f"{n}_id"] for n in ("treatment", "condition")}}
            self.initial.update({name: said[name] for name in names})
            self.initial.update(due_at=self.copy.due_at, change_note=self.copy.note)
        self.initial["based_on"] = self._edition

    @property
    def _edition(self):
        """A name for what is stored now: it is another one when somebody else has saved."""
        number = self.newest.number if self.newest else 0
        return f"{number}.{self.copy.edition}" if self.copy else str(number)

    def clean_slug(self):
        """Make an address from the title when none was typed."""
        if slug := self.cleaned_data["slug"]:
            return slug
        wanted = slugify(self.cleaned_data.get("title", ""))[:70].strip("-") or "article"
        taken = {*Article.objects.exclude(pk=self.instance.pk).values_list("slug", flat=True)}
        taken |= {*FormerSlug.objects.exclude(article=self.instance.pk).values_list("slug", flat=True)}
        taken |= RESERVED_SLUGS
        number, free = 1, wanted
        while free in taken:
            number += 1
            free = f"{wanted}-{number}"
        return free

    def clean(self):
        """Nobody's text is overwritten unseen; what goes public by itself is fit for it; a photo is kept."""
        cleaned = super().clean()
        if self.newest and cleaned.get("based_on") not in ("", None, self._edition):
            self._tell_of_other_text()
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.instance.is_released and not self.is_copy and not self.errors:
            self._check_scheduled()
        if self.errors and self.cleaned_data.get("photo"):
            self._keep_photo()

    def _check_scheduled(self):
        try:
            check_for_publication(self.instance)
        except NotReady as refusal:
            words = _("This article goes public by itself. Take it back to draft to save it as it stands.")
            self.add_error(None, words)
            for finding in refusal.findings:
                self.add_error("body", str(finding))

    def _keep_photo(self):
        """Keep a cover that was sent with something else that is wrong, so that nobody sends it twice."""
        photo = keep_photo(self.cleaned_data["photo"], by=self.by)
        self.data = self.data.copy()
        self.data[self.add_prefix("kept_photo")] = signing.dumps(str(photo.pk), salt=KEPT_PHOTO)

    @property
    def kept(self):
        """The photo that was kept while something else was wrong, None for none."""
        token = self.data.get(self.add_prefix("kept_photo"), "") if self.is_bound else ""
        try:
            pk = signing.loads(token, salt=KEPT_PHOTO, max_age=86_400) if token else None
        except signing.BadSignature:
            return None
        return Photo.objects.filter(pk=pk).first()

    def cover(self):
        """Return the cover as it was chosen: a new photo, one kept before, none, or the one there is."""
        if photo := self.cleaned_data["photo"]:
            return keep_photo(photo, by=self.by)
        if self.cleaned_data["without_photo"]:
            return None
        return self.kept or self.instance.cover

    def _tell_of_other_text(self):
        """Refuse once, with a link to what somebody else saved; the next press puts this in its place."""
        self.data = self.data.copy()
        self.data[self.add_prefix("based_on")] = self._edition
        address = reverse("admin:articles_article_versions", args=[self.instance.pk])
        words = _(
            "Somebody saved this article since you opened it ({by}). Nothing of yours is lost: "
            '<a href="{address}" target="_blank">look at their text</a>, then save again to put yours in '
            "its place. Theirs stays as a version."
        )
        by = self.copy.by if self.copy else self.newest.by
        self.add_error(None, format_html(words, by=by or "–", address=address))


class CreditForm(forms.ModelForm):
    """One person's part; of a working copy it is held against no stored row."""

    is_copy = False

    class Meta:
        model = Credit
        fields = ("person", "role", "position")

    def validate_unique(self):
        """Each part once; for a working copy the formset sees to it alone."""
        if not self.is_copy:
            super().validate_unique()

    def validate_constraints(self):
        """The same, of the database."""
        if not self.is_copy:
            super().validate_constraints()


class CreditFormSet(BaseInlineFormSet):
    """The people of an article; of a public article those of its working copy, which are stored with it."""

    def __init__(self, *args, **kwargs):
        article = kwargs.get("instance")
        self.people = people_of(article) if article and article.pk else None
        if self.people is not None:
            names = ("person", "role", "position")
            kwargs["initial"] = [dict(zip(names, row, strict=True)) for row in self.people]
        super().__init__(*args, **kwargs)

    def get_queryset(self):
        """The stored rows; none of them for a working copy."""
        return super().get_queryset() if self.people is None else self.model.objects.none()

    def initial_form_count(self):
        """How many rows are stored ones."""
        return super().initial_form_count() if self.people is None else 0

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.is_copy = self.people is not None
        return form

    def said(self):
        """Return [[person, part, position]] as typed."""
        rows = [
            row.cleaned_data if row.has_changed() else row.initial
            for row in self.forms
            if row not in self.deleted_forms
        ]
        return [
            [getattr(row["person"], "pk", row["person"]), str(row["role"]), row["position"]]
            for row in rows
            if row.get("person")
        ]
