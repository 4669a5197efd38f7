"""Seeded providers for `script/bench`: 1 to 3 places of 1 to 5 treatments each, clustered as people live.

Rows are written without model instances; the search index is left to `rebuild_search_index`.
"""

import datetime
import json
import random

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from providers import vocabulary
from providers.document import schema as documents
from providers.models import (
    Fact,
    LegalStatus,
    License,
    Location,
    LocationEntry,
    Provider,
    TelehealthEntry,
    Treatment,
)
from providers.places import loading
from providers.search.bulk_insert import insert
from providers.search.criteria import ACCEPTING_FLAG
from providers.search.index import LOCAL, REMOTE
from providers.search.packing import MASKS
from psychly.models import User
from tests.brute_force import Row, entries
from tests.brute_force import place as local_row

BATCH = 20_000  # providers in one transaction
VALID_DAYS = [-3, 30, 60, 90, 119]  # from today
SYLLABLES = ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "za"]


class Seed:
    """Makes providers from a seed; `local` and `remote` collect what an exact search must find."""

    def __init__(self, size):
        self.size, self.chance = size, random.Random(size)
        self.local, self.remote = [], []
        self.today = timezone.localdate()
        _lift_the_law()
        self.terms = vocabulary.read_vocabulary()
        treatments = vocabulary.treatments_by_slug()
        self.treatments = [(term.bit, slug) for slug, term in treatments.items()]
        self.remote_bits = [(term.bit, slug) for slug, term in treatments.items() if term.may_be_remote]
        self.keys = {group: [(term.bit, term.slug) for term in terms] for group, terms in self.terms.items()}
        cities = [city for city in loading.Place.objects.cities() if city.population]
        zips = {}
        for place in loading.Place.objects.zips().exclude(state=""):
            zips.setdefault((place.folded_city, place.state), []).append(place)
        total, self.cities, self.cumulated = 0, [], []
        for city in cities:
            total += city.population
            self.cumulated.append(total)
            points = zips.get((city.folded, city.state), [city])
            self.cities.append((city.name, city.state, [(p.latitude, p.longitude) for p in points]))
        self.staff, _created = User.objects.get_or_create(email="bench@demo.example")
        self.next_place = 1
        self.towns = []  # "City, ST" of some places

    def write(self, *, index_only=False):
        """Write all providers, or only their rows of the two tables that a search by place reads.

        In a database that holds them already, from an earlier run of this day, nothing is written.
        """
        if Provider.objects.count() == self.size:
            for number in range(1, self.size + 1):
                self._provider(number, {name: [] for name in COLUMNS})
            return
        if connection.vendor == "sqlite":  # keys fit by construction: nothing checks them
            connection.cursor().execute("PRAGMA foreign_keys = OFF")
        for start in range(1, self.size + 1, BATCH):
            local, remote, tables = len(self.local), len(self.remote), {name: [] for name in COLUMNS}
            for number in range(start, min(start + BATCH, self.size + 1)):
                self._provider(number, tables)
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    connection.cursor().execute("SET LOCAL session_replication_role = replica")
                for name, rows in tables.items():
                    if not index_only or name == "provider":
                        _insert(name, rows)
                if index_only:
                    for model, columns, rows in (
                        (LocationEntry, LOCAL, self.local[local:]),
                        (TelehealthEntry, REMOTE, self.remote[remote:]),
                    ):
                        made = entries(rows)
                        insert(model, columns, [[getattr(row, name) for name in columns] for row in made])
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA foreign_keys = ON")

    def _provider(self, number, tables):
        chance = self.chance
        places = chance.choices(self.cities, cum_weights=self.cumulated, k=chance.choice([1, 1, 1, 2, 3]))
        valid_until = self.today + datetime.timedelta(days=chance.choice(VALID_DAYS))
        accepting = chance.random() < 0.7
        states = list(dict.fromkeys(place[1] for place in places))
        said = documents.Document()
        payments, said.cost.payment_options = self._some("payment", 4)
        languages, said.care.languages = self._some("language", 1)
        communities, said.care.communities = self._some("community", 2)
        shared = payments, languages, communities
        name = "".join(chance.choices(SYLLABLES, k=3)).title() + " " + "".join(
            chance.choices(SYLLABLES, k=2)
        ).title()  # fmt: skip
        is_remote = chance.random() < 0.2
        expires = self.today + datetime.timedelta(days=365)
        for state in states:
            tables["license"].append((number, state, "MD", f"DEMO-{number}", expires))
            said.licenses.licenses.append(
                documents.LicenseRow(state=state, type="MD", number=f"DEMO-{number}", expires_on=expires)
            )
        flag = ACCEPTING_FLAG if accepting else 0
        for position, place in enumerate(places):
            self._place(number, position, place, valid_until, flag, shared, tables, said)
        if is_remote:
            said.places.telehealth_states = states
            offers = self._offers(documents.TELEHEALTH, chance.sample(self.remote_bits, 1), said)
            for state in states:
                for offered in offers:
                    self.remote.append(Row(number, state, valid_until, *offered, *shared, flag))
        self._extras(number, states, tables, said)
        said.you = documents.You(
            "psychiatrist", legal_name="Demonstration", display_name=name, credentials="MD"
        )
        said.about.approach = "Demonstration listing."
        said.care.accepting = "yes" if accepting else "waitlist"
        tables["provider"].append(
            (
                number, f"demo-{number}", "person", "psychiatrist", "Demonstration", name, "MD",
                valid_until - datetime.timedelta(days=120), json.dumps(documents.to_json(said)), True,
            )
        )  # fmt: skip

    def _some(self, group, most):
        """Choose some terms of a group; return their mask and their slugs."""
        chosen = self.chance.sample(self.keys[group], self.chance.randint(0, most))
        return sum(1 << bit for bit, _slug in chosen), [slug for _bit, slug in chosen]

    def _place(self, number, position, place, valid_until, flag, shared, tables, said):
        chance, (city, state, points) = self.chance, place
        latitude, longitude = chance.choice(points)
        if chance.random() < 0.3:  # an exact point; the others stand in the middle of their ZIP
            latitude, longitude = latitude + chance.gauss(0, 0.03), longitude + chance.gauss(0, 0.03)
        if len(self.towns) < 1000:
            self.towns.append(f"{city}, {state}")
        pk, self.next_place = self.next_place, self.next_place + 1
        key = f"p{position + 1}"
        tables["location"].append((pk, number, position, key, city, latitude, longitude))
        mask, access = self._some("access", 3)
        said.places.places.append(
            documents.PlaceRow(
                key, street="1 Example Street", city=city, state=state, zip_code="00000", access=access
            )
        )
        treatments = chance.sample(self.treatments, chance.randint(1, 5))
        for offered in self._offers(key, treatments, said):
            masks = dict(zip(MASKS, (*offered, *shared, flag | mask), strict=True))
            self.local.append(local_row(number, pk, state, valid_until, (latitude, longitude), **masks))

    def _offers(self, where, treatments, said):
        """Offer treatments somewhere; return the masks of each: its treatment and its conditions."""
        offered = []
        for bit, treatment in treatments:
            mask, conditions = self._some("condition", 2)
            said.care.offers.append(documents.OfferRow(treatment, [where], conditions))
            offered.append((1 << bit, mask))
        return offered

    def _extras(self, number, states, tables, said):
        """What cards show besides: prices, trainings and checks."""
        chance = self.chance
        if chance.random() < 0.6:
            _bit, slug = chance.choice(self.treatments)
            said.cost.costs.append(documents.CostRow(slug, None, 400, 500, 6, integration_sessions=0))
        if chance.random() < 0.4:
            said.licenses.trainings.append(documents.TrainingRow("Demonstration course"))
        if chance.random() < 0.5:
            value = f"MD {states[0]} DEMO-{number}"
            tables["fact"].append((number, "license", value, "staff", "Demonstration check", self.staff.pk))


def _lift_the_law():
    """Let everything be offered everywhere: what a made-up listing draws is what the index has to hold."""
    LegalStatus.objects.all().delete()
    Treatment.objects.update(is_drug_treatment=False, takes_conditions=True)
    vocabulary.forget()


#: Table of the seed → model and the columns that are given; the others hold their defaults.
COLUMNS = {
    "provider": (
        Provider,
        "id slug kind role legal_name display_name credentials confirmed_on document is_demonstration",
    ),
    "license": (License, "provider_id state type number expires_on"),
    "location": (Location, "id provider_id position key city latitude longitude"),
    "fact": (Fact, "provider_id kind value basis source_name checked_by_id"),
}


def _insert(name, rows):
    model, given = COLUMNS[name]
    given = given.split()
    fixed = {}
    for item in model._meta.concrete_fields:
        if item.column not in given and not item.primary_key:
            value = timezone.now() if item.name == "published_at" else item.get_default()
            fixed[item.column] = item.get_db_prep_save(value, connection)
    columns = ", ".join(map(connection.ops.quote_name, [*given, *fixed]))
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES"
    rest = tuple(fixed.values())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            execute_values(cursor.cursor, f"{into} %s", [row + rest for row in rows], page_size=2000)
        else:
            places = ", ".join(["%s"] * (len(given) + len(rest)))
            cursor.executemany(f"{into} ({places})", ([*_plain(row), *rest] for row in rows))


def _plain(row):
    return (value.isoformat() if isinstance(value, datetime.date) else value for value in row)
