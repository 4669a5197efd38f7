"""The forms of the directory: text to typed values."""

from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from providers import vocabulary
from providers.places import find
from providers.search.criteria import GROUPS, Criteria, today_utc

RADII = [5, 10, 25, 50, 100, 250]
DEFAULT_RADIUS = 50
MAX_BACK = 2000


class PlaceField(forms.CharField):
    """A place as typed; the value is a `places.Lookup`."""

    def clean(self, value):
        """Return the Lookup; an unknown place is refused with what can be done."""
        lookup = find.find_place(super().clean(value))
        if lookup.problem:
            error = forms.ValidationError(lookup.problem, code="unknown")
            error.lookup = lookup
            raise error
        return lookup


class RawCheckbox(forms.CheckboxInput):
    """A checkbox with value 1 that hands on what was sent, so that the field can judge it."""

    def __init__(self):
        super().__init__(attrs={"value": "1"})

    def value_from_datadict(self, data, files, name):
        """Return the text that was sent, or ""."""
        return data.get(name, "")

    def get_context(self, name, value, attrs):
        """Render checked for a true value, always with value 1."""
        context = super().get_context(name, None, attrs)
        if value not in ("", None, False, "0", "false"):
            context["widget"]["attrs"]["checked"] = True
        return context


class FlagField(forms.CharField):
    """`name=1`; absent means no."""

    default_error_messages = {"invalid": _("This is either 1 or left out.")}

    def clean(self, value):
        """Return True for 1, False for nothing or 0."""
        value = str(value or "").strip().lower()
        if value in ("1", "on", "true"):
            return True
        if value in ("", "0", "false"):
            return False
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class TermsField(forms.MultipleChoiceField):
    """Slugs of one taxonomy; the value is the list of slugs."""

    widget = forms.SelectMultiple
    slugs = frozenset()  # of the taxonomy; the page writes the options itself
    default_error_messages = {
        "invalid_choice": _("Choose from the list: this address asks for something that we do not know."),
        "invalid_list": _("Choose from the list."),
    }

    def to_python(self, value):
        """Return the slugs that were sent; an empty one ("Any treatment") asks for nothing."""
        return [slug for slug in super().to_python(value) if slug]

    def valid_value(self, value):
        """Whether a slug is one of the taxonomy's."""
        return value in self.slugs


def _terms(label):
    return TermsField(label=label, required=False)


class SearchForm(forms.Form):
    """The search: every parameter of `/providers/`, each optional, unknown ones ignored."""

    near = PlaceField(
        label=_("Where"),
        help_text=_("ZIP code, or city and state"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    radius = forms.TypedChoiceField(
        label=_("Within"),
        choices=[(miles, _("%(miles)s miles") % {"miles": miles}) for miles in RADII],
        coerce=int,
        empty_value=DEFAULT_RADIUS,
        initial=DEFAULT_RADIUS,
        required=False,
        error_messages={"invalid_choice": _("Choose 5, 10, 25, 50, 100 or 250 miles.")},
    )
    treatment = _terms(_("Treatment"))
    condition = _terms(_("Condition"))
    payment = _terms(_("Payment and insurance"))
    language = _terms(_("Language"))
    community = _terms(_("Experience with"))
    access = _terms(_("Access"))
    telehealth = FlagField(label=_("Telehealth only"), required=False, widget=RawCheckbox())
    accepting = FlagField(label=_("Accepting new patients"), required=False, widget=RawCheckbox())
    q = forms.CharField(label=_("Name or words"), max_length=100, required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("Usual order")),
            ("distance", _("Distance")),
            ("name", _("Name")),
            ("updated", _("Last updated")),
        ],
        required=False,
        error_messages={"invalid_choice": _("Choose distance, name or updated.")},
    )
    page = forms.IntegerField(
        min_value=1,
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("A page is a number from 1."),
            "min_value": _("A page is a number from 1."),
        },
    )
    day = forms.DateField(
        input_formats=["%Y-%m-%d"],
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("A day is written like 2026-11-24.")},
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.terms = vocabulary.read_vocabulary()
        for group, terms in self.terms.items():
            self.fields[group].slugs = {term.slug for term in terms}

    def clean(self):
        """Refuse telehealth at a place of no state: it goes by license."""
        lookup = self.cleaned_data.get("near")
        if self.cleaned_data.get("telehealth") and lookup and lookup.place and not lookup.state:
            self.add_error(
                "near",
                _(
                    "Telehealth goes by license, and we do not know which state this place is in. "
                    "Name your state."
                ),
            )

    @property
    def lookup(self):
        """What `near` was understood as (a `places.Lookup`); only of a valid form."""
        return self.cleaned_data["near"]

    @property
    def refused_lookup(self):
        """The Lookup of a `near` that was refused, with what it could have meant, or None."""
        error = next(iter(self.errors.as_data().get("near", [])), None)
        return getattr(error, "lookup", None)

    def criteria(self):
        """Return the Criteria of a valid form."""
        data, lookup = self.cleaned_data, self.lookup
        return Criteria(
            point=None if lookup.is_state else lookup.point,
            radius_miles=data["radius"],
            area_state=lookup.state if lookup.is_state else "",
            telehealth_state=lookup.state if data["telehealth"] else "",
            is_telehealth_only=data["telehealth"],
            accepting=data["accepting"],
            words=data["q"],
            sort=data["sort"],
            page=data["page"] or 1,
            day=data["day"] or today_utc(),
            **{column: self._mask(group) for group, column in GROUPS.items()},
        )

    def options(self, group, results):
        """Return the options of a group of a valid form: (TermLine, is chosen, number of providers).

        `results` are those of this form, with facets.
        """
        chosen, counts = self.cleaned_data[group], results.facets[GROUPS[group]]
        return [(term, term.slug in chosen, counts.get(term.bit, 0)) for term in self.terms[group]]

    def query_string(self, **changes):
        """Return the canonical query of a valid form, with `changes` (None leaves a parameter out).

        `page` and `day` are in it only when given or asked for. One question has one query string.
        """
        data = self.cleaned_data
        values = {
            "near": self.lookup.near,
            "radius": data["radius"] if data["radius"] != DEFAULT_RADIUS else "",
            **{group: sorted(set(data[group])) for group in GROUPS},
            "telehealth": "1" if data["telehealth"] else "",
            "accepting": "1" if data["accepting"] else "",
            "q": data["q"],
            "sort": data["sort"],
            "page": data["page"] if (data["page"] or 1) > 1 else "",
            "day": data["day"] or "",
        }
        pairs = [(name, value) for name, value in (values | changes).items() if value not in ("", None, [])]
        return urlencode(pairs, doseq=True)

    @classmethod
    def clean_back(cls, text):
        """Return `back=` re-encoded from what it asks for, or "" when it is no valid search."""
        if not text or len(text) > MAX_BACK:
            return ""
        form = cls(QueryDict(text.encode("utf-8", "replace").decode()))
        return form.query_string() if form.is_valid() else ""

    def _mask(self, group):
        chosen = set(self.cleaned_data[group])
        return sum(1 << term.bit for term in self.terms[group] if term.slug in chosen)


class ShortSearchForm(forms.Form):
    """Where and which treatment: the search as home and articles show it, sent to `/providers/`."""

    near = SearchForm.base_fields["near"]
    treatment = forms.ChoiceField(label=_("Treatment"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        terms = vocabulary.read_vocabulary("treatment")["treatment"]
        self.fields["treatment"].choices = [
            ("", _("Any treatment")),
            *((term.slug, term.name) for term in terms),
        ]
