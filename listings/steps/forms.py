"""The forms of the seven steps: they turn text into values, nothing else.

No field is required here: a step is saved however incomplete it is. What is missing or does not fit
together is said by `listings.steps.rules`. Field names are those of `providers.document.schema`.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from listings.steps import about_forms, cost_forms  # noqa: F401  their fields have limits, too (see LIMITS)
from listings.steps.fields import (
    DETAIL,
    NOTHING_YET,
    NPI_PREFIX,
    DateField,
    answer,
    choice,
    limit_of,
    luhn_holds,
    number,
    optional,
    several,
    telephone,
    terms,
    text,
)
from listings.steps.part_form import PartForm
from providers.document import hours
from providers.document.choices import (
    OWN_PARTS,
    SAFETY_QUESTIONS,
    Accepting,
    AgeGroup,
    Part,
    SessionsGuided,
)
from providers.document.schema import TELEHEALTH, OfferRow
from providers.models.eligibility import ORGANIZATION_ROLES, Kind, LicenseType, Role, kind_of, may_offer
from providers.states import USState
from providers.vocabulary import treatments_by_slug

#: A ZIP code, with what people and browsers write around it: "TX 78704", "78704-1234".
ZIP_CODE = re.compile(r"(?:ZIP(?: code)?|[A-Z]{2})?[\s.:]*+([0-9]{5})(?:[-– ]?[0-9]{4})?-?", re.I)


#: What people write before the number of a license.
NUMBER_LABEL = re.compile(
    r"\A(?:lic(?:en[sc]e)?\b[.:]?\s*+)?(?:(?:no\b|nr\b|number\b|num\b|#)[.:]?\s*+)?(?:#\s*+)?", re.I
)


class YouForm(PartForm):
    """Step you: the NPI first, since the registry may answer the rest."""

    npi = optional(
        text(_("NPI"), 60, help_text=_("Ten digits. Leave empty if you have none, as many therapists do."))
    )
    role = choice(_("What are you listing?"), [])
    also = optional(
        several(
            _("Your other roles"),
            help_text=_("A counselor who is also a facilitator ticks that too. Each role needs its license."),
        )
    )
    legal_name = text(_("Legal name"), 120, help_text=_("As on the license. Only our staff see it."))
    display_name = text(_("Name on the listing"), 120, help_text=_("What patients will read."))
    credentials = optional(text(_("Credentials after the name"), 60, help_text=_("Like MD or PhD, LCSW.")))
    pronouns = optional(text(_("Pronouns"), 30))

    def prepare(self, document):
        """Group the roles by kind."""
        groups = [(kind.label, [(r.value, r.label) for r in Role if kind_of(r) == kind]) for kind in Kind]
        self.offer_choices(role=[NOTHING_YET, *groups])
        if document.you.role in ORGANIZATION_ROLES and not document.you.also:
            del self.fields["also"]
            return
        roles = [(r.value, r.label) for r in Role if kind_of(r) == Kind.PERSON and r != document.you.role]
        self.offer_choices(also=roles)

    def clean_npi(self):
        """Ten digits with a check digit; words around them, blanks and hyphens are left out."""
        plain = re.sub(r"[\s-]", "", self.cleaned_data["npi"])
        found = re.findall(r"[0-9]+", plain)
        npi = found[0] if len(found) == 1 else plain
        if npi and not (npi.isascii() and npi.isdigit() and len(npi) == 10):
            raise ValidationError(_("An NPI has ten digits."))
        if npi and not luhn_holds(NPI_PREFIX + npi):
            raise ValidationError(_("This NPI has a typing error: its last digit does not fit the others."))
        return npi


class PersonForm(PartForm):
    """Somebody who takes part in the care."""

    key = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    name = text(_("Name"), 120)
    credentials = optional(text(_("Credentials after the name"), 60))
    parts = several(_("Takes part"), Part.choices)
    license = optional(
        text(
            _("License in words"),
            120,
            help_text=_("Type and state, if you do not enter it in the next step."),
        )
    )


class LicensesForm(PartForm):
    """Step licenses, beside its rows."""

    has_malpractice_cover = answer(_("Do you have malpractice cover?"))
    holds_dea_registration = answer(_("Do you hold a DEA registration?"), help_text=_("If you prescribe."))
    is_rems_certified = answer(
        _("Is your setting REMS-certified for esketamine?"), help_text=_("If you offer esketamine.")
    )
    sessions_guided = optional(choice(_("Sessions of this care you have guided"), SessionsGuided.choices))


class LicenseForm(PartForm):
    """One license."""

    holder = choice(_("Whose license is it?"), [])
    state = choice(_("State"), USState.choices)
    type = choice(_("License type"), LicenseType.choices)
    title = optional(
        text(
            _("Title as in the register"),
            120,
            help_text=_("Written out, like “Licensed Professional Counselor Candidate”."),
        )
    )
    board = text(
        _("Board"), 120, help_text=_("Who issued it. Left empty, we fill it in where we know its name.")
    )
    number = text(_("License number"), 40)
    expires_on = DateField(label=_("Expires on"))
    supervised_by = optional(text(_("Supervised by"), 120, help_text=_("Name of the supervisor.")))
    supervisor_license = optional(
        text(_("License of the supervisor"), 120, help_text=_("Title, state and number."))
    )
    employer = optional(text(_("Employer"), 120))

    #: What only somebody has who practices under supervision: folded unless it is asked for.
    UNDER_SUPERVISION = ("supervised_by", "supervisor_license", "employer")

    def prepare(self, document):
        """Offer the people who may hold it; whoever is listed without others is not asked."""
        you = document.you
        nobody = you.role in ORGANIZATION_ROLES
        if not you.people and not self.data.get(self.add_prefix("holder")):
            del self.fields["holder"]
            return
        first = NOTHING_YET if nobody else ("", you.display_name or _("You"))
        self.offer_choices(holder=[first, *((row.key, row.name) for row in you.people)])

    def clean_number(self):
        """The number without its label: "License No. 12345" is 12345."""
        typed = self.cleaned_data["number"]
        return NUMBER_LABEL.sub("", typed) or typed

    @property
    def plain(self):
        """The fields that everybody is asked for."""
        return [field for field in self if field.name not in self.UNDER_SUPERVISION]

    @property
    def supervision(self):
        """The fields of somebody who practices under supervision."""
        return [self[name] for name in self.UNDER_SUPERVISION]

    @property
    def is_supervised(self):
        """Whether the fields on supervision stand open."""
        is_associate = self.data.get(self.add_prefix("type")) == LicenseType.ASSOCIATE
        return is_associate or any(field.value() or field.errors for field in self.supervision)


class TrainingForm(PartForm):
    """One training."""

    program = text(_("Program"), 160)
    hours = optional(number(_("Hours"), 9999))
    year = optional(number(_("Year"), 2100, bottom=1950))


class PlacesForm(PartForm):
    """Step places, beside its rows."""

    telehealth_states = optional(
        several(
            _("States where you see people by telehealth"),
            help_text=_("Only states where you told us of a license."),
        )
    )
    telehealth_phone = optional(telephone(_("Phone for telehealth"), help_text=_("Shown on your listing.")))

    def prepare(self, document):
        """Offer the states of the licenses, and those already chosen."""
        held = {row.state for row in document.licenses.licenses} | set(document.places.telehealth_states)
        self.offer_choices(telehealth_states=[(s.value, s.label) for s in USState if s.value in held])
        if not held - {""}:
            help_text = _("Enter a license under Licenses first: its state can be chosen here then.")
            self.fields["telehealth_states"].help_text = help_text


class PlaceForm(PartForm):
    """One practice location."""

    key = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    name = optional(text(_("Name of the place"), 120, help_text=_("As on the door, if it has a name.")))
    street = text(_("Street"), 120)
    suite = optional(text(_("Suite"), 40))
    zip_code = text(_("ZIP code"), 20, help_text=_("Fills in city and state where they are empty."))
    city = text(_("City"), 80)
    state = choice(_("State"), USState.choices)
    shows_street = forms.BooleanField(
        label=_("Show the street to the public"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
        help_text=_("Off, the street appears nowhere, and the pin stands at the center of the ZIP code."),
    )
    phone = telephone(
        _("Phone for patients"),
        help_text=_("Shown on your listing. May stay empty where the street is hidden."),
    )
    hours = optional(
        text(
            _("Hours"),
            200,
            help_text=_("Like Mon-Fri 9 am-5 pm, Sat 10 am-2 pm: so written, we can also say “open now”."),
        )
    )
    access = optional(several(_("Access")))
    people = several(_("Who works here"))

    def prepare(self, document):
        """Fill in the vocabulary and the people."""
        if document.you.people:
            self.offer_choices(people=[(row.key, row.name) for row in document.you.people])
        else:
            del self.fields["people"]
        chosen = [slug for place in document.places.places for slug in place.access]
        self.offer_choices(access=terms("access", chosen))
        if typed := self.data.get(self.add_prefix("hours"), "").strip():
            read = "; ".join(hours.in_words(hours.read_hours(typed)))
            said = _("We read this as %s.") % read if read else _("It is shown as you wrote it.")
            self.fields["hours"].help_text = format_lazy("{} {}", self.fields["hours"].help_text, said)

    def clean_zip_code(self):
        """Five digits: what ZIP+4 adds is for the post, and browsers fill it in."""
        typed = self.cleaned_data["zip_code"]
        found = re.fullmatch(
            r"(?:ZIP(?: code)?|[A-Z]{2})?[\s.:]*+([0-9]{5})(?:[-– ]?[0-9]{4})?-?", typed, re.I
        )
        if typed and not found:
            raise ValidationError(_("Enter five digits, like 78704."))
        return found[1] if found else ""


class CareForm(PartForm):
    """Step care, beside its rows."""

    own_parts = several(
        _("What you do yourself"),
        OWN_PARTS,
        help_text=_("Where a drug is given. Tick all of it, or name in the first step who does the rest."),
    )
    accepting = choice(_("New patients"), Accepting.choices)
    wait_weeks = optional(
        number(_("Usual wait in weeks"), 520, takes_range=True, help_text=_("Of “2-3” we show the longer."))
    )
    ages = optional(several(_("Ages you see"), AgeGroup.choices))
    languages = optional(several(_("Languages besides English")))
    without_english = forms.BooleanField(label=_("No care in English, only in these"), required=False)
    communities = optional(several(_("Communities you have experience with")))

    #: Long lists of which most people tick little: folded, with what is ticked beside them.
    FOLDED = ("ages", "languages", "communities")

    def prepare(self, document):
        """Fill in the vocabulary; an organization has people and does nothing itself."""
        care = document.care
        if document.you.role in ORGANIZATION_ROLES and not care.own_parts:
            del self.fields["own_parts"]
        self.offer_choices(
            languages=terms("language", care.languages), communities=terms("community", care.communities)
        )


class OfferForm(PartForm):
    """One treatment offered."""

    treatment = choice(_("Treatment"), [])
    where = several(_("Where"))
    conditions = several(_("Offered for"))

    def prepare(self, document):
        """Offer what the role may offer, at the places of the document."""
        roles, chosen = document.you.roles, {offer.treatment for offer in document.care.offers}
        terms_known = treatments_by_slug().values()
        allowed = [t for t in terms_known if not set(roles) & set(Role.values) or may_offer(roles, t)]
        allowed = [t for t in allowed if t.slug in chosen or (t.has_law and not t.is_retired)]
        places = [
            (place.key, place.name or ", ".join(filter(None, [place.city, place.state])) or _("Your place"))
            for place in document.places.places
        ]
        self.offer_choices(
            treatment=[NOTHING_YET, *((t.slug, t.name) for t in allowed)],
            where=[*places, (TELEHEALTH, _("By telehealth"))],
            conditions=terms(
                "condition", [slug for offer in document.care.offers for slug in offer.conditions]
            ),
        )

    #: Whether conditions may be named; only the law says that none may.
    takes_conditions = True

    @property
    def offer(self):
        """The offer as it stands in the form."""
        treatment = self.data.get(self.add_prefix("treatment"), "")
        return OfferRow(treatment, self.data.getlist(self.add_prefix("where")))

    def leave_out_conditions(self):
        """Offer no condition but those that are ticked already."""
        ticked = self.data.getlist(self.add_prefix("conditions"))
        pairs = self.fields["conditions"].choices
        self.offer_choices(conditions=[(slug, name) for slug, name in pairs if slug in ticked])
        self.takes_conditions = False

    @property
    def asks_conditions(self):
        """Whether the conditions stand open: none is ticked, and the treatment is one that they belong to."""
        treatment = treatments_by_slug().get(self.offer.treatment)
        is_ticked = bool(self.data.getlist(self.add_prefix("conditions")))
        belongs = bool(treatment) and treatment.is_drug_treatment and treatment.takes_conditions
        return belongs and not is_ticked

    @property
    def hides_conditions(self):
        """Whether there is no condition to tick, and none to clear."""
        return not self.takes_conditions and not self.data.getlist(self.add_prefix("conditions"))


class SafetyForm(PartForm):
    """Safety practice: a question and a line of words each."""

    def prepare(self, document):
        """Make the fields from the questions."""
        for name, question in SAFETY_QUESTIONS.items():
            self.fields[name] = answer(question)
            self.fields[f"{name}_detail"] = text(
                format_lazy(_("{question}, in your words"), question=question), DETAIL
            )


class ReviewForm(PartForm):
    """Step review: what is agreed to."""

    consents = forms.BooleanField(label=_("I agree that Psychly publishes this listing."), required=False)
    is_accurate = forms.BooleanField(
        label=_("All of it is accurate, and I will correct it when it changes."), required=False
    )
    follows_conduct = forms.BooleanField(
        label=_("I promise no outcomes, keep to the law and my license, and tell patients the risks."),
        required=False,
    )


def _limits():
    shown = [form.base_fields for form in PartForm.__subclasses__()]
    found = {f"{name}_detail": DETAIL for name in SAFETY_QUESTIONS}
    for name, field in (pair for fields in shown for pair in fields.items()):
        found[name] = max(limit_of(field), found.get(name, 0))
    return found


#: The most characters of a text by the name of its field; of two fields of one name the larger.
LIMITS = _limits()
