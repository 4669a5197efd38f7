"""A photo of an article or a listing: where it lies, and whether everybody may see it."""

import uuid
from contextlib import suppress
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.photos import decoding
from psychly.accounts import rate_limits

#: How long a photo is kept that nothing uses.
UNUSED_DAYS = 1
#: Photos that one account may send in an hour: each is decoded while the page waits.
PHOTOS_AN_HOUR = 20
#: Photos of the premises that a listing may have, and the characters of the words below each.
MOST_PREMISES = 6
CAPTION_LENGTH = 150


class PhotoQuerySet(models.QuerySet):
    """Photos by who may see them and whether anything uses them."""

    def named(self, about):
        """The photo that the part "about" of a document names, or None."""
        return self.filter(pk=about.photo or None).first()

    def by_keys(self, keys):
        """Return {key: Photo} of those of these keys, as documents name them, that there are."""
        known = []
        for key in keys:
            with suppress(ValueError):
                known.append(uuid.UUID(key))
        return {str(pk): photo for pk, photo in self.in_bulk(known).items()} if known else {}

    def unused(self, now=None):
        """Photos that nothing has used for a day or more: replaced, or sent with a form that was left."""
        before = (now or timezone.now()) - timedelta(days=UNUSED_DAYS)
        return self.filter(is_public=False, created_at__lt=before).unnamed()

    def unnamed(self):
        """Photos that no listing, no submission and no article names."""
        rows = self
        for relation in self.model._meta.related_objects:
            rows = rows.filter(**{f"{relation.name}__isnull": True})
        return rows


class Photo(models.Model):
    """A clean picture under a random name, with the sizes that pages choose from.

    `widths` is empty until the task has made every size; until then pages show what they show without a
    photo. Only a public photo is served to everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    extension = models.CharField(_("format"), max_length=4, editable=False)
    width = models.PositiveIntegerField(_("width in pixels"), editable=False)
    height = models.PositiveIntegerField(_("height in pixels"), editable=False)
    widths = models.JSONField(_("sizes made"), default=list, editable=False)
    is_public = models.BooleanField(_("everybody may see it"), default=False)
    by = models.ForeignKey("psychly.User", models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created_at", "pk"]

    def __str__(self):
        return f"{self.pk}.{self.extension}"

    def path(self, width=None, extension=None):
        """Where the picture lies in the storage: as it was kept, or in one size and format."""
        return f"photos/{self.file_name(width, extension)}"

    def file_name(self, width=None, extension=None):
        """The name of the picture, as it was kept or in one size and format."""
        return f"{self.pk}-{width}.{extension}" if width else f"{self.pk}.{self.extension}"

    @property
    def is_ready(self):
        """Whether its sizes are made."""
        return bool(self.widths)

    @property
    def url(self):
        """The address of the largest JPEG, for browsers that choose nothing and for other sites' cards."""
        return reverse("photo", args=[self.file_name(self.widths[-1], "jpg")])

    @property
    def sources(self):
        """What a browser chooses from: (content type, value of `srcset`), the smallest format first."""
        return [
            (decoding.CONTENT_TYPES[extension], self._srcset(extension))
            for extension in decoding.SIZE_FORMATS
        ]

    def _srcset(self, extension):
        rows = [(reverse("photo", args=[self.file_name(w, extension)]), w) for w in self.widths]
        return ", ".join(f"{url} {width}w" for url, width in rows)

    @property
    def small(self):
        """What a list shows: the address of the smallest size, with its width and height in pixels."""
        width = self.widths[0]
        address = reverse("photo", args=[self.file_name(width, "webp")])
        return address, width, max(1, round(self.height * width / self.width))

    def show(self):
        """Let everybody see it."""
        Photo.objects.filter(pk=self.pk, is_public=False).update(is_public=True)
        self.is_public = True

    def hide(self):
        """Show it to nobody but staff and who sent it."""
        Photo.objects.filter(pk=self.pk, is_public=True).update(is_public=False)
        self.is_public = False

    def may_be_seen_by(self, user):
        """Whether this visitor may see it while it is not public."""
        if not user.is_active:
            return False
        is_theirs = user.is_staff or (self.by_id is not None and user.pk == self.by_id)
        mine = {"provider__collaborators__user": user}
        return is_theirs or self.submissions.filter(**mine).exists() or self.proposed.filter(**mine).exists()

    @property
    def paths(self):
        """Every file of it in the storage."""
        sizes = [(w, e) for w in decoding.widths(self.width) for e in decoding.SIZE_FORMATS]
        return [self.path(), *(self.path(width, extension) for width, extension in sizes)]

    def erase(self):
        """Delete the row and every file of it."""
        paths = self.paths
        self.delete()
        for path in paths:
            default_storage.delete(path)


class PremisesPhoto(models.Model):
    """A photo of the premises on a public listing, with the words that stand below it."""

    provider = models.ForeignKey("providers.Provider", models.CASCADE, related_name="premises")
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="premises")
    caption = models.CharField(_("caption"), max_length=CAPTION_LENGTH)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("photo of premises")
        verbose_name_plural = _("photos of premises")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.caption


class PhotoField(forms.FileField):
    """An upload in a form; its value is a clean `decoding.Photo`. The file's name plays no part.

    `least` is what the shorter side must have, in pixels. The form says in `by` who sends the photo: an
    account may send `PHOTOS_AN_HOUR`, good ones or bad ones.
    """

    accept = "image/jpeg,image/png,image/webp,.heic,.heif"
    widget = forms.ClearableFileInput
    by = None

    def __init__(self, *, least, **kwargs):
        super().__init__(**kwargs)
        self.least = least

    def widget_attrs(self, widget):
        """Offer what is taken."""
        return {**super().widget_attrs(widget), "accept": self.accept}

    def to_python(self, data):
        """Return the `decoding.Photo` of what was sent, None for nothing; raise ValidationError."""
        if data in self.empty_values:
            return None
        if not rate_limits.take_slot("photo", self.by.pk, PHOTOS_AN_HOUR, by=uuid.uuid4()):
            raise ValidationError(
                _(
                    "You sent %(most)d photos within an hour, so this one was not looked at. What you typed "
                    "is still here: go on without the photo, and send it in an hour."
                )
                % {"most": PHOTOS_AN_HOUR}
            )
        return decoding.read_photo(data, least=self.least)
