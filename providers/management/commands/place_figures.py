"""`manage.py place_figures facilities.csv.gz`: how well places resolve, on real addresses.

The file has the columns city, state, zip, latitude, longitude (such as the US treatment locator's).
"""

import csv
import gzip
import statistics
import time

from django.core.management.base import BaseCommand

from providers import places
from providers.search.engine import miles_between


class Command(BaseCommand):
    """Print the share of "City, ST" and of ZIPs that resolve, and how far ZIP points are from the doors."""

    help = __doc__

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file")

    def handle(self, *args, **options):
        """Resolve each city and ZIP once; weigh each by its addresses."""
        with gzip.open(options["file"], "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        started = time.perf_counter()
        cities = {(row["city"], row["state"]) for row in rows}
        found = {city: places.find(", ".join(city)) for city in sorted(cities)}
        zips = {code: places.find(code) for code in sorted({row["zip"] for row in rows})}
        each = (time.perf_counter() - started) / (len(found) + len(zips)) * 1000

        def share(lookups):
            good = sum(bool(lookup.place) and not lookup.is_approximate for lookup in lookups)
            return f"{good:,} of {len(lookups):,} ({good / len(lookups):.3%})"

        self.stdout.write(f"City, ST: {share([found[row['city'], row['state']] for row in rows])}")
        self.stdout.write(f"ZIP: {share([zips[row['zip']] for row in rows])}")
        miles = [
            miles_between((float(row["latitude"]), float(row["longitude"])), zips[row["zip"]].point)
            for row in rows
            if row["latitude"] and zips[row["zip"]].place
        ]
        self.stdout.write(f"Median miles from street to ZIP point: {statistics.median(miles):.2f}")
        off = [
            (", ".join(city), str(lookup.place))
            for city, lookup in found.items()
            if not lookup.place or lookup.is_approximate or lookup.place.state != city[1]
        ]
        self.stdout.write(f"Not found or in another state: {off[:40]}")
        self.stdout.write(f"Mean time of a look-up: {each:.2f} ms")
