"""Seeded providers for `script/bench`: 1 to 3 places of 1 to 5 treatments each, clustered as people live.

Rows are written without model instances; the search index is left to `rebuild_search_index`.
"""

import datetime
import random

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from providers import vocabulary
from providers.models import (
    Cost,
    Fact,
    License,
    Location,
    LocationEntry,
    Offer,
    Provider,
    TelehealthEntry,
    Training,
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
        self.terms = vocabulary.read_vocabulary()
        treatments = {treatment.bit: treatment for treatment in Treatment.objects.all()}
        self.treatments = [(bit, treatment.pk) for bit, treatment in treatments.items()]
        self.remote_bits = [(bit, row.pk) for bit, row in treatments.items() if row.may_be_remote]
        self.keys = {
            group: list(vocabulary.TAXONOMIES[group].objects.values_list("bit", "pk"))
            for group in vocabulary.TAXONOMIES
        }
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
        self.next_place = self.next_offer = 1
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
        shared = {
            group: self._some(group, number, tables, most)
            for group, most in (("payment", 4), ("language", 1), ("community", 2))
        }
        name = "".join(chance.choices(SYLLABLES, k=3)).title() + " " + "".join(
            chance.choices(SYLLABLES, k=2)
        ).title()  # fmt: skip
        is_remote = chance.random() < 0.2
        tables["provider"].append(
            (
                number, f"demo-{number}", "person", "psychiatrist", "Demonstration", name, "MD",
                "Demonstration listing.", "yes" if accepting else "waitlist",
                valid_until - datetime.timedelta(days=120), _json(states if is_remote else []), True,
            )
        )  # fmt: skip
        expires = self.today + datetime.timedelta(days=365)
        for state in states:
            tables["license"].append((number, state, "MD", f"DEMO-{number}", expires))
        flag = ACCEPTING_FLAG if accepting else 0
        for position, place in enumerate(places):
            self._place(number, position, place, valid_until, flag, shared, tables)
        if is_remote:
            offers = self._offers(number, None, chance.sample(self.remote_bits, 1), tables)
            for state in states:
                for offered in offers:
                    self.remote.append(Row(number, state, valid_until, *offered, *shared.values(), flag))
        self._extras(number, states, tables)

    def _some(self, group, number, tables, most):
        """Give a provider some terms of a group; return their mask."""
        chosen = self.chance.sample(self.keys[group], self.chance.randint(0, most))
        tables[group].extend((number, pk) for _bit, pk in chosen)
        return sum(1 << bit for bit, _pk in chosen)

    def _place(self, number, position, place, valid_until, flag, shared, tables):
        chance, (city, state, points) = self.chance, place
        latitude, longitude = chance.choice(points)
        if chance.random() < 0.3:  # an exact point; the others stand in the middle of their ZIP
            latitude, longitude = latitude + chance.gauss(0, 0.03), longitude + chance.gauss(0, 0.03)
        if len(self.towns) < 1000:
            self.towns.append(f"{city}, {state}")
        pk, self.next_place = self.next_place, self.next_place + 1
        tables["location"].append(
            (pk, number, position, "1 Example Street", city, state, "00000", latitude, longitude)
        )
        chosen = chance.sample(self.keys["access"], chance.randint(0, 3))
        tables["access"].extend((pk, term) for _bit, term in chosen)
        access = flag | sum(1 << bit for bit, _term in chosen)
        treatments = chance.sample(self.treatments, chance.randint(1, 5))
        for offered in self._offers(number, pk, treatments, tables):
            masks = dict(zip(MASKS, (*offered, *shared.values(), access), strict=True))
            self.local.append(local_row(number, pk, state, valid_until, (latitude, longitude), **masks))

    def _offers(self, number, location, treatments, tables):
        """Offer treatments at a location; return the masks of each: its treatment and its conditions."""
        offered = []
        for bit, treatment in treatments:
            pk, self.next_offer = self.next_offer, self.next_offer + 1
            tables["offer"].append((pk, number, treatment, location))
            conditions = self.chance.sample(self.keys["condition"], self.chance.randint(0, 2))
            tables["condition"].extend((pk, condition) for _bit, condition in conditions)
            offered.append((1 << bit, sum(1 << condition for condition, _pk in conditions)))
        return offered

    def _extras(self, number, states, tables):
        """What cards show besides: prices, trainings and checks."""
        chance = self.chance
        if chance.random() < 0.6:
            tables["cost"].append((number, chance.choice(self.treatments)[1], 400, 500, 6))
        if chance.random() < 0.4:
            tables["training"].append((number, "Demonstration course"))
        if chance.random() < 0.5:
            value = f"MD {states[0]} DEMO-{number}"
            tables["fact"].append((number, "license", value, "staff", "Demonstration check", self.staff.pk))


#: Table of the seed → model and the columns that are given; the others hold their defaults.
COLUMNS = {
    "provider": (
        Provider,
        "id slug kind role legal_name display_name credentials approach accepting confirmed_on "
        "telehealth_states is_demonstration",
    ),
    "license": (License, "provider_id state type number expires_on"),
    "location": (Location, "id provider_id position street city state zip_code latitude longitude"),
    "offer": (Offer, "id provider_id treatment_id location_id"),
    "cost": (Cost, "provider_id treatment_id session_low session_high sessions"),
    "training": (Training, "provider_id program"),
    "fact": (Fact, "provider_id kind value basis source_name checked_by_id"),
    "condition": (Offer.conditions.through, "offer_id condition_id"),
    "payment": (Provider.payment_options.through, "provider_id paymentoption_id"),
    "language": (Provider.languages.through, "provider_id language_id"),
    "community": (Provider.communities.through, "provider_id community_id"),
    "access": (Location.access.through, "location_id access_id"),
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


def _json(values):
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"
