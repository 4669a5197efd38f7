"""The fields of the seven steps, and how much each of them takes and keeps."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from phonenumber_field.formfields import PhoneNumberField

from listings.steps.widgets import CheckboxSelectMultiple, Select, SharedChoices, TextInput
from providers import vocabulary
from psychly.web.uncut import Uncut

NPI_PREFIX = "80840"  # issuer number that the NPI's check digit is computed with (CMS, NPI check digit)

#: How many times its limit is kept of a text that is too long, so that its writer can shorten it.
ROOM = 4
#: Characters that a field without a limit of its own takes: a choice, a number, a date.
SHORT = 50
DETAIL = 200  # characters of the words beside a question on safety

#: The first of the choices.
NOTHING_YET = ("", _("Choose …"))


def luhn_holds(digits):
    """Whether a string of digits ends in its Luhn check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def limit_of(field):
    """The most characters that a field takes."""
    return getattr(field, "max_length", None) or SHORT


def kept_of(field):
    """How many characters are kept of what was typed into a field, however long it is."""
    return ROOM * limit_of(field)


def length_of(text):
    """How many characters a text has for its reader: browsers send the end of a line as two."""
    return len(text.replace("\r\n", "\n"))


class _SaysWhatIsTooMany:
    """A text field that takes whatever is pasted, and says how much of it is too many."""

    def __init__(self, *, max_length, **options):
        self.most = max_length  # no `max_length` yet: a browser would cut there without a word
        super().__init__(**options)
        self.max_length = max_length

    def widget_attrs(self, widget):
        """The limit, where the page counts."""
        attrs = super().widget_attrs(widget)
        return {**attrs, "data-most": self.most}

    def validate(self, value):
        super().validate(value)
        words = {"limit": self.max_length, "kept": kept_of(self)}
        if len(value) >= words["kept"]:
            raise ValidationError(
                _("Shorten this to %(limit)d characters. Only the first %(kept)d of it were kept.") % words
            )
        if (over := length_of(value) - self.max_length) > 0:
            sentence = ngettext(
                "This is %(over)d character too long: %(limit)d fit.",
                "This is %(over)d characters too long: %(limit)d fit.",
                over,
            )
            raise ValidationError(sentence % {**words, "over": over})


class _TextField(_SaysWhatIsTooMany, forms.CharField):
    pass


def text(label, limit, **options):
    """A line of text, or a longer text with `lines`."""
    lines = options.pop("lines", 0)
    options["widget"] = forms.Textarea(attrs={"rows": lines}) if lines else TextInput()
    return _TextField(label=label, max_length=limit, required=False, **options)


#: An answer that was possible once: the place is gone, the role is another.
GONE = {"invalid_choice": _("What stood here cannot be chosen any more. Choose again.")}


def choice(label, choices, **options):
    """One of several, or nothing yet."""
    pairs = SharedChoices([NOTHING_YET, *choices])
    return forms.ChoiceField(
        label=label, choices=pairs, required=False, error_messages=GONE, widget=Select, **options
    )


def optional(field):
    """Mark a field that no rule asks for; its label says so."""
    field.is_optional = True
    return field


def several(label, choices=(), **options):
    """Any number of several."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=CheckboxSelectMultiple,
        error_messages=GONE,
        **options,
    )


def answer(label, **options):
    """Yes, no or not stated."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", _("Not stated")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        **options,
    )


#: What people write around a number: money, weeks, hours.
BEFORE = re.compile(r"\A(?:usd|us ?\$|\$)\s*+", re.I)
BEHIND = re.compile(
    r"(?:\$|\b(?:usd|us dollars|dollars?|weeks?|wks?|hours?|hrs?|sessions?|visits?)\.?)\Z|(?:/|\bper)\Z", re.I
)
FROM_TO = re.compile(r"\$?([0-9]{1,9}+) ?(?:-|–|—|to|or) ?\$?([0-9]{1,9}+)")


def _plain_number(typed):
    """A number without what people write around it: "$1,200.00 per session" is 1200."""
    plain = BEFORE.sub("", typed.strip())
    for _round in range(3):  # "USD", "per session"
        plain = BEHIND.sub("", plain).strip()
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.00?)?", plain):
        plain = plain.replace(",", "")
    return plain or typed


class _NumberField(forms.IntegerField):
    """A whole number as people write it: "$1,200.00", "400 USD"; of "2-3 weeks" the larger where allowed."""

    default_error_messages = {"invalid": _("Enter a whole number in digits, like 400.")}

    def __init__(self, *, takes_range=False, **options):
        super().__init__(**options)
        self.takes_range = takes_range

    def to_python(self, value):
        if isinstance(value, str) and len(value) <= SHORT:
            value = _plain_number(value)
            if found := FROM_TO.fullmatch(value):
                if not self.takes_range:
                    raise ValidationError(_("Enter one number here: this is two of them."))
                value = str(max(int(found[1]), int(found[2])))
        return super().to_python(value)


#: Dates as people write them where the browser has no calendar.
DATES = [
    *("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y"),
    *("%b %d %Y", "%d %B %Y", "%d %b %Y"),
]


class DateField(forms.DateField):
    """A day as people write it: "5/1/2027", "Sept. 30th, 2027"."""

    default_error_messages = {"invalid": _("Enter a date with its day, like 8/31/2027.")}

    def __init__(self, **options):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=DATES, widget=widget, required=False, **options)

    def to_python(self, value):
        """The day; without the dots, endings and blanks that nobody reads differently."""
        if isinstance(value, str) and len(value) <= SHORT:
            plain = re.sub(r"\b([0-9]{1,2})(?:st|nd|rd|th)\b", r"\1", value, flags=re.I)
            plain = re.sub(r"\bsept?\b\.?", "Sep", plain, flags=re.I).replace(".", " ").replace(",", ", ")
            value = " ".join(plain.split()).replace(" ,", ",")
        return super().to_python(value)


def number(label, top, **options):
    """A whole number from 0 to `top`."""
    field = _NumberField(
        label=label, min_value=options.pop("bottom", 0), max_value=top, required=False, **options
    )
    field.widget = TextInput(attrs={"inputmode": "numeric"})
    return field


class PhoneField(Uncut, PhoneNumberField):
    """A telephone number; what is pasted is never cut, and reads as a number or does not."""


def telephone(label, **options):
    """A telephone number of the United States, with its extension."""
    return PhoneField(
        label=label,
        region="US",
        required=False,
        max_length=40,
        error_messages={"invalid": _("Enter all ten digits, like (512) 555-0143.")},
        **options,
    )


def terms(group, chosen=()):
    """The terms of a taxonomy as choices; a retired one only where it is among the slugs chosen already."""
    current = [(term.slug, term.name) for term in vocabulary.read_vocabulary(group)[group]]
    gone = set(chosen) - {slug for slug, _name in current}
    if not gone:
        return current
    kept = vocabulary.TAXONOMIES[group].objects.filter(slug__in=gone)
    return current + list(kept.values_list("slug", "name"))


class WebAddressField(_SaysWhatIsTooMany, forms.URLField):
    """A web address: http or https, nothing else."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"], message=_("Enter a web address, like https://practice.example.")
        )
    ]
