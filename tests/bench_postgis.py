"""What the search is compared with: a narrow PostGIS table with masks, clustered along its index.

It answers page and total of the same questions, on a sphere as the search does, without facets.
"""

import time

from django.db import connection

from providers.search.criteria import ACCEPTING_FLAG, PAGE_SIZE

METERS = 1609.344  # in a mile
HERE = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"


def is_installed():
    """Whether this server has PostGIS."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
        return cursor.fetchone() is not None


def build():
    """Make the table from the search index."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute("DROP TABLE IF EXISTS bench_postgis")
        cursor.execute(
            "CREATE TABLE bench_postgis AS SELECT e.provider_id, e.location_id, e.valid_until, "
            "e.treatments, e.conditions, e.payments, e.languages, e.communities, e.access, "
            "ST_SetSRID(ST_MakePoint(e.lng, degrees(asin(e.z))), 4326)::geography AS place "
            "FROM providers_locationentry e"
        )
        cursor.execute("CREATE INDEX bench_postgis_place ON bench_postgis USING gist (place)")
        cursor.execute("CLUSTER bench_postgis USING bench_postgis_place")
        cursor.execute("VACUUM ANALYZE bench_postgis")


def answer(criteria, today):
    """Return (total, ids of the page, milliseconds) of a question about a point."""
    latitude, longitude = criteria.point
    where, values = f"ST_DWithin(place, {HERE}, %s, false) AND valid_until >= %s", []
    values += [longitude, latitude, criteria.radius_miles * METERS, today]
    masks = list(criteria.masks().items()) + ([("access", ACCEPTING_FLAG)] if criteria.accepting else [])
    for column, mask in masks:
        where += f" AND {column} & %s <> 0"
        values.append(mask)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT provider_id) FROM bench_postgis WHERE {where}",
            values,
        )
        total = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT provider_id FROM bench_postgis WHERE {where} GROUP BY provider_id "
            f"ORDER BY min(ST_Distance(place, {HERE}, false)), provider_id LIMIT %s",
            [*values, longitude, latitude, PAGE_SIZE],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return total, ids, (time.perf_counter() - began) * 1000
