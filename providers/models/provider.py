"""What the public sees of a provider. Every change goes through a verb in `listings`."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from providers.document.schema import read_document
from providers.models.eligibility import Kind, LicenseType, Role
from providers.models.photo import Photo
from providers.models.place import on_earth
from providers.states import USState

#: Days after the last confirmation until a listing leaves the results.
CONFIRMATION_DAYS = 120
#: Characters of each text that a provider writes.
TEXT_LENGTH = 640
#: Days after the last confirmation until its owner is asked, and the profile says "not confirmed since".
CONFIRMATION_ASKED_DAYS = 90


#: In a query for providers: whether it is linked with another listing, so that few pages ask with which.
IS_LINKED = (
    "EXISTS (SELECT 1 FROM providers_membership WHERE practice_id = providers_provider.id)"
    " OR EXISTS (SELECT 1 FROM providers_membership WHERE clinician_id = providers_provider.id) AS is_linked"
)


def rows_where(model, column, value, also=""):
    """Return the rows of a model with one value in one of its columns, in no order.

    `also` is SQL for another column, which each row has as an attribute. The ORM takes three times as long to
    word such a query as to ask it and to make its rows; a profile asks three.
    """
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    # Names of the model's own; the value is a parameter.
    sql = f"SELECT *{also} FROM {quote(model._meta.db_table)} WHERE {quote(column)} = %s"  # noqa: S608
    return list(model._default_manager.raw(sql, [value]))


def both_or_neither(*fields, name):
    """Return a constraint: all of these columns are null, or none is."""
    return models.CheckConstraint(
        condition=Q(**{f"{f}__isnull": True for f in fields}) | Q(**{f"{f}__isnull": False for f in fields}),
        name=name,
    )


class ProviderQuerySet(models.QuerySet):
    """Providers by what may be done with them."""

    def published(self):
        """Providers that the public may see."""
        return self.filter(published_at__isnull=False, hidden_by_owner_at=None, removed_at=None)

    def public_slugs(self, slugs):
        """Those of these slugs whose listing the public may see; one statement."""
        return set(self.published().filter(slug__in=slugs).values_list("slug", flat=True))

    def written_by(self, user):
        """Those that a user may write, as an owner or as an editor."""
        return self.filter(collaborators__user=user)

    def with_owner(self):
        """Those that have somebody to write to."""
        owned = self.model.objects.filter(collaborators__role="owner")
        return self.filter(pk__in=owned.values("pk")).prefetch_related("collaborators")


class Provider(models.Model):
    """A person or an organization in the directory."""

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    is_demonstration = models.BooleanField(_("demonstration listing"), default=False)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    role = models.CharField(_("role"), max_length=40, choices=Role)
    legal_name = models.CharField(_("legal name"), max_length=120)  # staff only
    display_name = models.CharField(_("display name"), max_length=120)
    credentials = models.CharField(_("credentials"), max_length=60, blank=True)
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    #: All that it says, as it was decided on (`providers.document.schema`), without what was agreed to. The
    #: columns above, its Licenses and its Locations are taken from it with each public change.
    document = models.JSONField(_("what it says"), default=dict)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="providers", verbose_name=_("photo")
    )

    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    hidden_by_owner_at = models.DateTimeField(_("hidden by the owner"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed by staff"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removal_reason = models.TextField(_("reason for removal"), blank=True)
    confirmed_on = models.DateField(_("last confirmed"), default=timezone.localdate)
    updated_at = models.DateTimeField(_("last public change"), default=timezone.now)
    version = models.PositiveIntegerField(_("version"), default=0)
    #: Drawn anew with every rewrite of its index rows: a rebuild that read before knows it is late.
    index_stamp = models.BigIntegerField(_("stamp of the index rows"), default=0, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        indexes = [  # the two orders of a search that are not by distance
            models.Index(fields=["display_name", "id"], name="provider_by_name"),
            models.Index(fields=["-updated_at", "id"], name="provider_by_update"),
        ]
        constraints = [
            both_or_neither("removed_at", "removed_by", name="provider_removed_at_and_by"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="provider_kind"),
        ]

    def __str__(self):
        return self.name_with_credentials

    def get_absolute_url(self):
        """The profile."""
        return reverse("providers:profile", args=[self.slug])

    @property
    def name_with_credentials(self):
        """The display name with credentials, as cards and titles show it."""
        return f"{self.display_name}, {self.credentials}" if self.credentials else self.display_name

    @property
    def owners(self):
        """The accounts that own it, who came first first: they read its mail."""
        return [row.user for row in self.collaborators.all() if row.is_owner]

    def is_owned_by(self, user):
        """Whether a user may do everything with it."""
        return any(row.user_id == user.pk and row.is_owner for row in self.collaborators.all())

    def may_be_written_by(self, user):
        """Whether a user may write and send it: its owners and its editors."""
        return any(row.user_id == user.pk for row in self.collaborators.all())

    @classmethod
    def of_slug(cls, slug):
        """Return the provider of a slug, public or not, or None; `is_linked` says if it has a Membership."""
        return next(iter(rows_where(cls, "slug", slug, also=f", {IS_LINKED}")), None)

    @cached_property
    def listing(self):
        """What it says, as a typed Document; read once."""
        return read_document(self.document)

    def refresh_from_db(self, *args, **kwargs):
        """Read the row again, and what it says with it."""
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("listing", None)

    @property
    def is_public(self):
        """Whether the public may see this provider."""
        return bool(self.published_at and not self.hidden_by_owner_at and not self.removed_at)

    @property
    def photos(self):
        """Every photo of it, by key: its own, and those of its premises."""
        rows = self.premises.select_related("photo") if self.pk else ()
        return {photo.pk: photo for photo in [self.photo, *(row.photo for row in rows)] if photo}

    def show_photos_if_public(self):
        """Everybody may see its photos exactly while everybody may see the listing."""
        for photo in self.photos.values():
            photo.show() if self.is_public else photo.hide()


class Location(models.Model):
    """Where a place of a provider's document lies: its point, and what look-ups compare of it.

    Where the street is hidden the point is the ZIP's.
    """

    class Precision(models.TextChoices):
        """How exact the point is."""

        ZIP = "zip", _("center of the ZIP code")
        STREET = "street", _("street address")
        STAFF = "staff", _("set by staff")

    class Geocoder(models.TextChoices):
        """What a geocoder said of the address, "" as long as it was not asked."""

        FOUND = "found", _("found at its street")
        UNKNOWN = "unknown", _("refused: the address is not known")
        SEVERAL = "several", _("refused: several places have this address")
        OTHER_STATE = "other-state", _("refused: in another state")
        OTHER_ZIP = "other-zip", _("refused: in another ZIP code")
        OTHER_NUMBER = "other-number", _("refused: another house number")
        TOO_FAR = "too-far", _("refused: too far from its ZIP code")
        UNREADABLE = "unreadable", _("refused: no point on earth")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="locations")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    key = models.CharField(_("key in the document"), max_length=12)
    city = models.CharField(_("city"), max_length=80)
    shows_street = models.BooleanField(_("show the street"), default=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    precision = models.CharField(_("precision"), max_length=6, choices=Precision, default=Precision.ZIP)
    geocoder = models.CharField(_("geocoder"), max_length=12, choices=Geocoder, blank=True)

    class Meta:
        verbose_name = _("practice location")
        verbose_name_plural = _("practice locations")
        ordering = ["position"]
        constraints = [
            on_earth(name="location_on_earth"),
            models.UniqueConstraint(fields=["provider", "key"], name="one_location_per_place"),
            models.CheckConstraint(
                condition=Q(shows_street=True) | Q(precision__in=["zip", "staff"]),
                name="location_hidden_street_has_no_exact_point",
            ),
        ]

    def __str__(self):
        return f"{self.key}, {self.city}"

    @property
    def is_exact(self):
        """Whether the point is that of a street that everybody may know."""
        return self.shows_street and self.precision != self.Precision.ZIP


class License(models.Model):
    """What look-ups and reminders compare of a license of a provider's document.

    A repeated number is a warning for staff, not an error: boards reuse numbers.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="licenses")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    state = models.CharField(_("state"), max_length=2, choices=USState)
    type = models.CharField(_("type"), max_length=30, choices=LicenseType)
    number = models.CharField(_("number"), max_length=40)
    expires_on = models.DateField(_("expires on"))

    class Meta:
        verbose_name = _("license")
        verbose_name_plural = _("licenses")
        ordering = ["position"]

    def __str__(self):
        return f"{self.type}, {self.get_state_display()}, no. {self.number}"


class Fact(models.Model):
    """How one stated fact is known.

    A fact holds for the exact `value` that was checked: when the listing says something else now, or
    `expires_on` has passed, it stops counting and the profile reads "self-stated" again.
    """

    class Kind(models.TextChoices):
        """What was checked, in the order the ledger shows it."""

        LICENSE = "license", _("License")
        NPI = "npi", _("NPI")
        TRAINING = "training", _("Training")
        ADDRESS = "address", _("Address")
        PHONE = "phone", _("Phone")
        IDENTITY = "identity", _("Identity")

    class Basis(models.TextChoices):
        """How it is known; what is not here is self-stated."""

        STAFF = "staff", _("Checked by staff")
        REGISTRY = "registry", _("Matched in a registry")
        SELF_STATED = "self-stated", _("Self-stated")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="facts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    value = models.CharField(_("value checked"), max_length=255)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("source address"), blank=True)
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField(_("check expires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["-checked_at"]
        indexes = [models.Index(fields=["provider", "kind"], name="fact_by_provider")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis="staff") | (Q(checked_by__isnull=False) & ~Q(source_name="")),
                name="fact_checked_by_staff_says_by_whom_and_where",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_basis_display()}"
