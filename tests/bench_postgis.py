"""What the search is compared with: a narrow PostGIS table with masks, clustered along its index.

It answers page and total of the same questions, on a sphere as the search does, without facets. It has a
server of its own, so that a search on SQLite is compared with it in the same run.
"""

import io
import os
import time
from urllib.parse import unquote, urlsplit

import psycopg2

from providers.search.criteria import ACCEPTING_FLAG, PAGE_SIZE
from providers.search.packing import MASKS
from tests.postgres import TemporaryPostgres

METERS = 1609.344  # in a mile
HERE = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"
COLUMNS = ["provider_id", "location_id", "valid_until", *MASKS]


class Postgis:
    """A server with the one table, made from the rows of a seed."""

    def __init__(self, rows):
        self.server = TemporaryPostgres()
        url = self.server.start(os.environ["TEST_POSTGRESQL_BIN"])
        host = unquote(urlsplit(url).netloc.partition("@")[2])
        self.connection = psycopg2.connect(host=host, user="postgres", dbname="postgres")
        self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            self._build(cursor, rows)

    @staticmethod
    def is_installed():
        """Whether there is a PostgreSQL with PostGIS (see `script/parts/bench.py`)."""
        return bool(os.environ.get("TEST_POSTGRESQL_BIN"))

    def answer(self, criteria, today):
        """Return (total, ids of the page, milliseconds) of a question about a point."""
        latitude, longitude = criteria.point
        where, values = f"ST_DWithin(place, {HERE}, %s, false) AND valid_until >= %s", []
        values += [longitude, latitude, criteria.radius_miles * METERS, today]
        masks = list(criteria.masks().items()) + ([("access", ACCEPTING_FLAG)] if criteria.accepting else [])
        for column, mask in masks:
            where += f" AND {column} & %s <> 0"
            values.append(mask)
        began = time.perf_counter()
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT count(DISTINCT provider_id) FROM bench_postgis WHERE {where}", values)
            total = cursor.fetchone()[0]
            cursor.execute(
                f"SELECT provider_id FROM bench_postgis WHERE {where} GROUP BY provider_id "
                f"ORDER BY min(ST_Distance(place, {HERE}, false)), provider_id LIMIT %s",
                [*values, longitude, latitude, PAGE_SIZE],
            )
            ids = [row[0] for row in cursor.fetchall()]
        return total, ids, (time.perf_counter() - began) * 1000

    def stop(self):
        """Stop the server and remove its files."""
        self.connection.close()
        self.server.stop()

    def _build(self, cursor, rows):
        lines = io.StringIO()
        for row in rows:
            latitude, longitude = row.point
            values = [str(getattr(row, name)) for name in COLUMNS]
            lines.write("\t".join([*values, f"SRID=4326;POINT({longitude!r} {latitude!r})"]) + "\n")
        lines.seek(0)
        cursor.execute("CREATE EXTENSION postgis")
        masks = ", ".join(f"{name} bigint" for name in MASKS)
        cursor.execute(
            "CREATE TABLE bench_postgis (provider_id bigint, location_id bigint, valid_until date, "
            f"{masks}, place geography(Point, 4326))"
        )
        cursor.copy_expert(f"COPY bench_postgis ({', '.join(COLUMNS)}, place) FROM STDIN", lines)
        cursor.execute("CREATE INDEX bench_postgis_place ON bench_postgis USING gist (place)")
        cursor.execute("CLUSTER bench_postgis USING bench_postgis_place")
        cursor.execute("VACUUM ANALYZE bench_postgis")
