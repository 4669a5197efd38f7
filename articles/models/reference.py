"""A work that articles cite: stored once, in fields, and rendered in APA 7 from them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from articles.bibliography import dates
from articles.bibliography.apa import entry, rich_text
from articles.bibliography.formats import csl
from articles.bibliography.identifiers import normalized_doi
from articles.models.contributor import Contributor
from articles.models.csl_columns import fitted
from articles.text import rendering
from articles.text.citations import KEY

#: Every column that describes a work, and what it holds when nothing is known.
EMPTY = {
    **dict.fromkeys((*csl.COLUMNS, "number", "article_number", "date_text", "original_date"), ""),
    **dict.fromkeys(("year", "month", "day", "accessed_on")),
}


#: What stands for a title until the registries have answered.
STAND_IN = re.compile(r"10\.\d{4,9}/\S+|PMID \d+|ISBN [\dX]+|PMC\d+")

#: Findings about a work from the least to the gravest.
GRAVITY = ("unchecked", "sound", "unreachable", "corrected", "concern", "retracted")


class ReferenceQuerySet(models.QuerySet):
    """Works by what identifies them."""

    @transaction.atomic
    def from_csl(self, item, **fields):
        """Create a work with its contributors from a CSL-JSON dict; raise ValueError when it is none."""
        columns, people, unfit = fitted(item, Reference)
        fields["unused"] = [*fields.get("unused", ()), *(row._asdict() for row in unfit)]
        reference = self.create(key=str(item["id"]), **{**columns, **fields})
        Contributor.objects.bulk_create(Contributor(reference=reference, **person) for person in people)
        reference.refresh()
        return reference

    def identified_by(self, doi, pmid):
        """The works that have this DOI or this PMID."""
        none = self.none()
        return (self.filter(doi=doi) if doi else none) | (self.filter(pmid=pmid) if pmid else none)

    def with_keys(self, keys):
        """The works that these citation keys name."""
        return self.filter(key__in=keys)

    def cited(self):
        """The works that any article cites."""
        return self.filter(citations__isnull=False).distinct()

    def to_ask(self, since):
        """Cited works of which no registry was asked since a moment, those first that wait longest."""
        never = Q(asked_at=None) | Q(asked_at__lt=since)
        can_be_asked = Q(doi__isnull=False) | Q(pmid__isnull=False) | ~Q(url="")
        return self.cited().filter(never, can_be_asked).order_by(F("asked_at").asc(nulls_first=True), "pk")

    def cited_by(self, articles):
        """The works that at least one of these articles cites."""
        return self.filter(citations__article__in=articles).distinct()


class Reference(models.Model):
    """One work. `key` is what an author types: `[@berman2000]`.

    `pages` is one column, because pages may be discontinuous ("22–25, 30"); an article number has its own.
    `unused` are fields of an import that could not be used (field, value, why): the work is incomplete.
    `proposals` are CSL-JSON items that a registry found for the title of a guess without an identifier.
    `apa_html` is refreshed whenever the work or its contributors are saved (`refresh`).
    """

    class Kind(models.TextChoices):
        """What kind of work it is; it decides the form of the entry."""

        ARTICLE = "article", _("Journal article")
        BOOK = "book", _("Book")
        CHAPTER = "chapter", _("Book chapter")
        ENTRY = "entry", _("Encyclopedia entry")
        REPORT = "report", _("Report or guideline")
        DRUG_LABEL = "drug-label", _("Drug label")
        THESIS = "thesis", _("Thesis or dissertation")
        CONFERENCE_PAPER = "conference-paper", _("Conference paper")
        PRESENTATION = "presentation", _("Conference presentation")
        PREPRINT = "preprint", _("Preprint")
        WEB_PAGE = "web-page", _("Web page")
        BLOG = "blog", _("Blog post")
        NEWSPAPER = "newspaper", _("Newspaper article")
        MAGAZINE = "magazine", _("Magazine article")
        DATASET = "dataset", _("Data set")
        TEST = "test", _("Test, scale or questionnaire")
        SOFTWARE = "software", _("Software")
        STATUTE = "statute", _("Statute")
        REGULATION = "regulation", _("Regulation")
        BILL = "bill", _("Bill")
        CASE = "case", _("Court case")
        TREATY = "treaty", _("Treaty")
        HEARING = "hearing", _("Hearing")
        VIDEO = "video", _("Film or video")
        EPISODE = "episode", _("Podcast, broadcast or an episode of one")
        SONG = "song", _("Song")
        POST = "post", _("Post in a social network")

    class Health(models.TextChoices):
        """What is known about the work since it was published."""

        UNCHECKED = "unchecked", _("Not checked yet")
        SOUND = "sound", _("Nothing found against it")
        CORRECTED = "corrected", _("Corrected")
        CONCERN = "concern", _("Expression of concern")
        RETRACTED = "retracted", _("Retracted")
        UNREACHABLE = "unreachable", _("Link does not answer")

    key = models.CharField(
        _("citation key"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(rf"^{KEY}\Z")],
        help_text=_("What authors type, such as berman2000 for [@berman2000]."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(
        _("title"),
        max_length=600,
        help_text=_("In sentence case: capitals only for the first word and names."),
    )
    container_title = models.CharField(_("journal, book or site"), max_length=300, blank=True)
    volume = models.CharField(_("volume"), max_length=40, blank=True)
    issue = models.CharField(_("issue"), max_length=40, blank=True)
    pages = models.CharField(_("pages"), max_length=80, blank=True)
    article_number = models.CharField(_("article number"), max_length=60, blank=True)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    number = models.CharField(_("report or publication number"), max_length=80, blank=True)
    section = models.CharField(_("section of the law"), max_length=40, blank=True)
    authority = models.CharField(
        _("court or Congress"), max_length=120, blank=True, help_text=_("“9th Cir.” or “117th Cong.”")
    )
    genre = models.CharField(_("description"), max_length=120, blank=True)
    status = models.CharField(
        _("status"), max_length=60, blank=True, help_text=_("“in press” or “Advance online publication”.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1400), MaxValueValidator(2100)]
    )
    month = models.PositiveSmallIntegerField(
        _("month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    date_text = models.CharField(
        _("date in words"),
        max_length=80,
        blank=True,
        help_text=_(
            "For what numbers cannot say: “2015–2019”, “Fall 2019”, “ca. 1900”, “2019-08-08/2019-08-11”."
        ),
    )
    original_date = models.CharField(
        _("first published in"), max_length=60, blank=True, help_text=_("“1899” or “ca. 350 BCE”.")
    )
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    publisher_place = models.CharField(_("publisher's place"), max_length=120, blank=True)
    archive = models.CharField(_("archive"), max_length=200, blank=True)
    event_title = models.CharField(_("event"), max_length=300, blank=True)
    event_place = models.CharField(_("event's place"), max_length=200, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=40, blank=True)
    doi = models.CharField(_("DOI"), max_length=250, null=True, blank=True, unique=True)
    pmid = models.CharField(
        _("PMID"), max_length=12, null=True, blank=True, unique=True, validators=[RegexValidator(r"^\d+\Z")]
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    accessed_on = models.DateField(_("retrieved on"), null=True, blank=True)
    study = models.CharField(
        _("kind and size of study"), max_length=120, blank=True, help_text=_("Crossover trial, 18 patients")
    )
    health = models.CharField(_("health"), max_length=20, choices=Health, default=Health.UNCHECKED)
    health_checked_on = models.DateField(_("health checked on"), null=True, blank=True)
    health_source = models.CharField(_("source of the check"), max_length=200, blank=True)
    is_health_by_hand = models.BooleanField(
        _("health was set by hand"),
        default=False,
        help_text=_("What somebody has set is made graver by a registry, and never lighter."),
    )
    needs_attention = models.BooleanField(
        _("somebody should look at the articles that cite it"),
        default=False,
        help_text=_("Take the tick away when the articles say what the notice means for them."),
    )
    watched_on = models.DateField(_("registries last answered on"), null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("registries last asked"), null=True, blank=True, editable=False)
    link_failed_on = models.DateField(_("link first failed on"), null=True, blank=True, editable=False)
    notice_html = models.TextField(_("notice in APA 7"), blank=True, editable=False)
    is_guessed = models.BooleanField(
        _("guessed"),
        default=False,
        help_text=_("Read from plain text. Take the tick away when you have compared it with the work."),
    )
    unused = models.JSONField(_("fields that could not be used"), default=list, blank=True, editable=False)
    proposals = models.JSONField(_("works that it may be"), default=list, blank=True, editable=False)
    apa_html = models.TextField(_("entry in APA 7"), blank=True, editable=False)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(doi=Lower("doi")),
                name="reference_doi_is_lower_case",
                violation_error_message=_("Write the DOI in small letters."),
            ),
            models.CheckConstraint(
                condition=~Q(doi="") & ~Q(pmid=""),
                name="reference_no_blank_identifier",
                violation_error_message=_("A DOI and a PMID hold something, or are left out."),
            ),
            models.CheckConstraint(
                condition=Q(day=None) | Q(month__isnull=False),
                name="reference_a_day_has_a_month",
                violation_error_message=_("A day needs its month."),
            ),
            models.CheckConstraint(
                condition=Q(month=None) | Q(year__isnull=False),
                name="reference_a_month_has_a_year",
                violation_error_message=_("A month needs its year."),
            ),
            models.CheckConstraint(
                condition=Q(health="unchecked") | Q(health_checked_on__isnull=False),
                name="reference_health_has_a_date",
                violation_error_message=_("Say on which day the health was found."),
            ),
        ]

    def __str__(self):
        return f"{self.key}: {self.title}"[:120]

    def save(self, *args, **kwargs):
        """Save with the entry rendered from the fields; contributors are saved before (see `refresh`)."""
        self.tidy()
        self.apa_html = entry.citation(self.to_csl())
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """The work's public address; it answers while a published article cites the work."""
        return reverse("reference", args=[self.pk])

    def tidy(self):
        """Bring identifiers to the form they are stored in; a date in words decides the year."""
        self.doi = normalized_doi(self.doi) or None
        self.pmid = (self.pmid or "").strip() or None
        if self.doi or self.pmid or not self.is_guessed:
            self.proposals = []
        if not self.date_text:
            return
        year = next(iter(dates.read_text(self.date_text).first), None)
        self.year, self.month, self.day = (year if year in csl.YEARS else None), None, None

    def clean(self):
        """Tidy the fields and check that DOI and web address have their forms."""
        self.tidy()
        if self.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", self.doi):
            raise ValidationError({"doi": _("A DOI looks like 10.1001/jamapsychiatry.2017.0080.")})
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValidationError({"url": _("A web address begins with https://.")})

    @transaction.atomic
    def replace(self, item):
        """Put the fields and contributors of a CSL-JSON dict in place of what was guessed.

        Raises ValueError when it is no work. An identifier that the item does not have is kept.
        """
        columns, people, unfit = fitted(item, Reference)
        self.unused = [row._asdict() for row in unfit]
        for column, value in {**EMPTY, **columns, "is_guessed": False}.items():
            if column not in ("doi", "pmid") or value:
                setattr(self, column, value)
        self.contributors.all().delete()
        Contributor.objects.bulk_create(Contributor(reference=self, **person) for person in people)
        self._prefetched_objects_cache = {}
        self.save()

    def take_health(self, other):
        """Keep the graver of two findings, this work's or its twin's; of equal ones the newer. Not saved."""
        order = list(GRAVITY)
        mine, theirs = order.index(self.health), order.index(other.health)
        if (theirs, str(other.health_checked_on or "")) > (mine, str(self.health_checked_on or "")):
            self.health, self.health_source = other.health, other.health_source
            self.health_checked_on = other.health_checked_on
            self.is_health_by_hand, self.notice_html = other.is_health_by_hand, other.notice_html
            self.needs_attention = self.needs_attention or other.needs_attention

    def fill_from(self, other):
        """Fill empty fields; a date and a place in a volume are taken as a whole or not. Not saved."""
        together = [("year", "month", "day", "date_text"), ("pages", "article_number")]
        single = [name for name in (*EMPTY, "study") if not any(name in names for names in together)]
        for names in (*together, *((name,) for name in single)):
            if not any(getattr(self, name) for name in names):
                for name in names:
                    setattr(self, name, getattr(other, name))

    def refresh(self):
        """Save with the entry rendered anew, after its contributors changed."""
        self._prefetched_objects_cache = {}
        self.save()

    @property
    def reads_differently(self):
        """Whether the entry is written in another way now than the one that is stored."""
        return entry.citation(self.to_csl()) != self.apa_html

    def render_anew(self):
        """Save the entry when it reads differently; say whether it does."""
        differs = self.reads_differently
        if differs:
            self.save(update_fields=["apa_html"])
        return differs

    @property
    def link(self):
        """The address that ends the entry: the DOI's, else the URL, else ""."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def entry(self):
        """The entry in APA 7, up to its address, as a page may show it."""
        return rendering.trusted(self.apa_html)

    @property
    def title_html(self):
        """The title as a page may show it, with its raised, lowered and slanted letters."""
        return rendering.trusted(rich_text.inline(self.title))

    @property
    def title_text(self):
        """The title without marks, for where only text may stand."""
        return rich_text.plain(rich_text.inline(self.title))

    @property
    def note(self):
        """What stands behind the address: when the work was first published, and its retraction; or ""."""
        notes = [entry.note({"original-date": self.original_date}), self.notice_html]
        return rendering.trusted(" ".join(filter(None, notes)))

    @property
    def is_unnamed(self):
        """Whether nothing but an identifier is known of the work, which stands for its title."""
        return self.is_guessed and STAND_IN.fullmatch(self.title) is not None

    @property
    def is_awaited(self):
        """Whether registries have still to be asked about a guess."""
        return self.is_guessed and bool(self.doi or self.pmid or self.is_unnamed)

    @property
    def can_be_searched(self):
        """Whether it is a guess that nothing identifies, so that its title is all that can be asked for."""
        return self.is_guessed and not (self.doi or self.pmid or self.isbn or self.url or self.is_unnamed)

    @property
    def can_be_watched(self):
        """Whether there is anything to ask a registry or a server about."""
        return bool(self.doi or self.pmid or self.url)

    @property
    def short_name(self):
        """Who wrote it and when, as short as can be said: “Lii and others, 2023”."""
        names = [str(person) for person in self.contributors.all() if person.role == Contributor.Role.AUTHOR]
        if len(names) > 2:
            who = _("%s and others") % names[0]
        else:
            who = get_text_list(names, _("and")) or self.title_text
        return f"{who}, {self.year}" if self.year else who

    @property
    def is_retracted(self):
        """Whether the work was withdrawn by its journal."""
        return self.health == self.Health.RETRACTED

    def to_csl(self):
        """Return the work as a CSL-JSON dict."""
        return csl.from_reference(self)
