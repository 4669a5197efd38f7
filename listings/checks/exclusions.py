"""Whether a name or NPI of a listing is on the exclusion list of the HHS Office of Inspector General.

The list names people without saying which of several people of one name is meant. So a likeness is shown
with what the list says, for a moderator to compare; nothing here decides. A namesake is worth a look; one
of the same state and profession is an alarm, which a moderator answers in words before approving.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from listings.checks import person_names, professions
from listings.checks.name_words import other_forms
from listings.checks.result import Result, row
from listings.models.exclusion import BEGINNING, Exclusion, ExclusionList
from providers.models.eligibility import Kind, kind_of
from providers.profile import clinicians
from providers.text_folding import fold

MOST = 10  # hits that are shown
LIKELY = 75  # of 100: businesses below are not compared word by word
OLD = timedelta(days=35)  # the list appears each month
SEARCH = "https://exclusions.oig.hhs.gov/"
CLEAR, LOOK, ALARM, NOT_LOOKED_AT = "clear", "look", "alarm", "not-looked-at"
OUTCOMES = {CLEAR: "matches", LOOK: "look", ALARM: "alarm", NOT_LOOKED_AT: "unchecked"}


@dataclass(frozen=True)
class Party:
    """Somebody whom a listing names, to be looked for; `does` are professions."""

    name: str
    is_business: bool = False
    does: frozenset = frozenset()

    @cached_property
    def readings(self):
        """The ways to read a person's name."""
        return person_names.readings(self.name)

    @cached_property
    def keys(self):
        """The words of an organization's name."""
        return person_names.organization_keys(self.name)


@dataclass(frozen=True)
class Hit:
    """An entry of the list that is like a party, and what else agrees."""

    party: Party
    entry: Exclusion
    likeness: int
    has_same_npi: bool
    is_in_state: bool
    is_in_city: bool
    does_the_same: bool

    @property
    def is_alarm(self):
        """Whether it may not be passed over in silence."""
        is_namesake = self.likeness in person_names.NAMESAKES
        return self.has_same_npi or (is_namesake and self.is_in_state and self.does_the_same)

    @property
    def weight(self):
        """What sorts hits: the weightiest is the largest."""
        return self.is_alarm, self.has_same_npi, self.likeness, self.is_in_state, self.does_the_same

    @property
    def why(self):
        """What agrees and what does not, in words."""
        said = [_("Same NPI")] if self.has_same_npi else []
        if self.likeness:
            said.append(str(person_names.LIKENESSES[self.likeness]))
        said.append(self._where())
        if self.does_the_same:
            said.append(_("same profession"))
        return f"{self.party.name}: {'; '.join(filter(None, said))}"

    def _where(self):
        if self.is_in_city:
            return _("same city")
        if self.is_in_state:
            return _("same state")
        return _("the list places it in %s") % self.entry.state if self.entry.state else ""


@dataclass
class Verdict:
    """What the list says of some names: `word` is clear, look, alarm or not-looked-at."""

    word: str
    detail: str
    hits: list = field(default_factory=list)

    def finding(self):
        """As a Finding for the moderator's page."""
        rows = [
            row(hit.why, "", said(hit.entry), None if hit.likeness in person_names.FAINT else False, SEARCH)
            for hit in self.hits[:MOST]
        ]
        return Result("exclusions", OUTCOMES[self.word], self.detail, rows)


def check_exclusions(document):
    """Return the Finding of a document."""
    return of_document(document).finding()


def of_document(document):
    """Return the Verdict on everybody whom a document names."""
    states = {license.state for license in document.licenses.licenses}
    states |= {place.state for place in document.places.places} | set(document.places.telehealth_states)
    cities = {(fold(place.city), place.state) for place in document.places.places}
    return judge(_parties(document), states - {""}, cities, document.you.npi)


def of_name(name, *, state="", role=""):
    """Return the Verdict on one name; without a role it may be a person's or an organization's."""
    kinds = [kind_of(role)] if role else list(Kind)
    does = professions.of_role(role)
    parties = [Party(name, kind == Kind.ORGANIZATION, does) for kind in kinds]
    return judge([*parties, *_named_after(parties)], {state} - {""})


def judge(parties, states=frozenset(), cities=frozenset(), npi=""):
    """Return the Verdict on Parties that practice in these states and (folded city, state) pairs."""
    newest = ExclusionList.objects.first()
    if newest is None:
        return Verdict(NOT_LOOKED_AT, _("Not looked at: no exclusion list has been imported."))
    day = date_format(timezone.localtime(newest.imported_at), "F j, Y")
    is_old = timezone.now() - newest.imported_at > OLD
    aged = _("The list was imported on %s and is too old to rely on: import the newest.") % day
    if hits := find(parties, states, cities, npi):
        word = ALARM if hits[0].is_alarm else LOOK
        return Verdict(word, " ".join(filter(None, [_found(word, hits, day), aged if is_old else ""])), hits)
    if is_old:
        return Verdict(NOT_LOOKED_AT, _("Not looked at with a list of today.") + " " + aged)
    if lost := [party.name for party in parties if _cannot_be_read(party)]:
        detail = _("Not looked at: the list is in Latin letters, and this name is not: %s.")
        return Verdict(NOT_LOOKED_AT, detail % ", ".join(dict.fromkeys(lost)))
    return Verdict(CLEAR, _("Nobody alike is on the list imported on %s.") % day)


def _cannot_be_read(party):
    return person_names.is_lost(party.name) or not (party.keys if party.is_business else party.readings)


def _found(word, hits, day):
    counted = _("%(n)d alike on the list imported on %(day)s.") % {"n": len(hits), "day": day}
    if len(hits) > MOST:
        counted += " " + _("The %d most alike are shown.") % MOST
    if word == ALARM:
        return _("Alarm: name, state and profession agree, or the NPI does.") + " " + counted
    return counted + " " + _("Compare before you decide.")


def _parties(document):
    """Everybody whom a document names, each once."""
    you = document.you
    is_business, does = kind_of(you.role) == Kind.ORGANIZATION, professions.of_role(you.role)
    found = [Party(you.legal_name, is_business, does), Party(you.display_name, is_business, does)]
    found += [
        Party(person.name, False, professions.of_words(_does(person)))
        for person in clinicians.clinicians(document)
        if person.key
    ]
    found += [Party(row.supervised_by) for row in document.licenses.licenses]
    return _once(party for party in [*found, *_named_after(found)] if party.name.strip())


def _does(person):
    """What a Clinician does: the license in words, the titles of those that are entered."""
    return ", ".join([person.words, *(f"{row.type} {row.title}" for row in person.licenses)])


def _named_after(parties):
    """The people after whom organizations are called."""
    called = [person_names.person_in(party.name) for party in parties if party.is_business]
    return [Party(person) for person in called if person]


def _once(parties):
    """Parties of one name and kind as one, who does what any of them does."""
    does = defaultdict(frozenset)
    for party in parties:
        does[party.name.strip(), party.is_business] |= party.does
    return [Party(name, is_business, done) for (name, is_business), done in does.items()]


# --- Finding -----------------------------------------------------------------------------------------


def find(parties, states, cities=frozenset(), npi=""):
    """Return the Hits, the weightiest first; a fixed number of queries, none of the whole list."""
    best = {}
    for pk, likeness, party in _alike(parties):
        if likeness > best.get(pk, (0, None))[0]:
            best[pk] = likeness, party
    same_npi = set(Exclusion.objects.filter(npi=npi).values_list("pk", flat=True)) if npi else set()
    for pk in same_npi - best.keys():
        best[pk] = person_names.Likeness.NONE, parties[0]
    entries = Exclusion.objects.in_bulk(best)
    hits = [_hit(entries[pk], *best[pk], states, cities, pk in same_npi) for pk in best if pk in entries]
    # Something else has to agree before a faint likeness is worth a look; where nothing else is known, it is.
    kept = [
        h
        for h in hits
        if h.likeness not in person_names.FAINT or h.is_in_state or h.has_same_npi or not states
    ]
    return sorted(kept, key=lambda hit: hit.weight, reverse=True)


def _hit(entry, likeness, party, states, cities, has_same_npi):
    return Hit(
        party,
        entry,
        likeness,
        has_same_npi=has_same_npi,
        is_in_state=entry.state in states,
        is_in_city=(fold(entry.city), entry.state) in cities,
        does_the_same=not party.does.isdisjoint(professions.of_entry(entry)),
    )


def _alike(parties):
    """Yield (key of an entry, Likeness, Party) for all that is alike."""
    if people := [party for party in parties if not party.is_business]:
        yield from _people_alike(people)
    if businesses := [party for party in parties if party.is_business]:
        yield from _businesses_alike(businesses)


def _people_alike(people):
    near = _of_these_names(people) | _nearly(people)
    rows = Exclusion.objects.filter(pk__in=near, is_business=False).order_by()
    for pk, given, surname, whole in rows.values_list("pk", "given_name", "surname", "name"):
        recorded = person_names.Recorded.of(given, surname, whole)
        for party in people:
            if likeness := person_names.compare_people(party.readings, recorded):
                yield pk, likeness, party


def _businesses_alike(businesses):
    """Compare with every business (one row in twenty-five of the list): their first word may be misspelt."""
    rows = dict(Exclusion.objects.filter(is_business=True).order_by().values_list("pk", "surname"))
    together = {pk: name.replace(" ", "") for pk, name in rows.items()}
    for party in businesses:
        likely = set()
        for words in party.keys:
            for text, choices, scorer in (
                (" ".join(words), rows, fuzz.token_set_ratio),
                ("".join(words), together, fuzz.partial_ratio),
            ):
                near = process.extract(text, choices, scorer=scorer, score_cutoff=LIKELY, limit=None)
                likely |= {pk for _name, _score, pk in near}
        for pk in likely:
            keys = person_names.organization_keys(rows[pk])
            if likeness := person_names.compare_organizations(party.keys, keys):
                yield pk, likeness, party


def _of_these_names(people):
    """Keys of rows that have one of the last names of these people, or a longer one that begins with it."""
    spelled = {surname for party in people for r in party.readings for surname in _spellings(r.words)}
    found = set(Exclusion.objects.filter(surname__in=spelled).values_list("pk", flat=True))
    words = {word for party in people for r in party.readings for word in r.words} - person_names.PARTICLES
    longer = Exclusion.objects.filter(
        beginning__in={word[:BEGINNING] for word in words}, surname__contains=" "
    )
    rows = longer.order_by().values_list("pk", "surname")
    return found | {pk for pk, surname in rows if surname.split()[0] in words}


def _nearly(people):
    """Keys of rows of the same first names whose last name is one letter off, or has one of their words."""
    given = set()
    for reading in (reading for party in people for reading in party.readings):
        first = reading.words[: 2 if len(reading.words[0]) == 1 else 1]
        given |= {form for word in first if len(word) > 1 for form in other_forms(word)}
    rows = dict(Exclusion.objects.filter(given_name__in=given).order_by().values_list("pk", "surname"))
    together = {pk: "".join(person_names.without_suffix(tuple(name.split()))) for pk, name in rows.items()}
    compound = {pk: set(surname.split()) for pk, surname in rows.items() if " " in surname}
    found = set()
    for words in {reading.words for party in people for reading in party.readings}:
        found |= {pk for pk, theirs in compound.items() if not theirs.isdisjoint(words)}
        for start in range(len(words)):
            tail = "".join(words[start:])
            near = process.extract(tail, together, scorer=OSA.distance, score_cutoff=1, limit=None)
            found |= {pk for _surname, _distance, pk in near}
    return found


def _spellings(words):
    """Yield the last names that a list may have for these words, as it may write them."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 4) + 1):
            together = "".join(words[start:end])
            yield " ".join(words[start:end])
            yield together
            yield from _apart(together)


def _apart(word):
    """Yield a last name with the small words before it written apart: "vandermade" is "van der made"."""
    for particle in person_names.PARTICLES:
        rest = word.removeprefix(particle)
        if rest != word and len(rest) > 2:
            yield f"{particle} {rest}"
            yield from (f"{particle} {more}" for more in _apart(rest))


def said(entry):
    """What the list says about an entry, in a line."""
    where = ", ".join(filter(None, [entry.city, entry.state]))
    parts = [entry.name, entry.specialty or entry.general, where]
    since = _("excluded %(day)s (%(basis)s)") % {
        "day": date_format(entry.excluded_on, "F j, Y"),
        "basis": entry.basis,
    }
    return "; ".join(filter(None, [*parts, since]))
