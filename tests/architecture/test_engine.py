"""The suite runs on the engine it was told to run on."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_suite_runs_on_the_chosen_engine():
    wanted = "postgresql" if os.environ.get("TEST_DATABASE_URL", "").startswith("postgres") else ""
    assert connection.vendor == (wanted or os.environ.get("TEST_DATABASE", "sqlite"))
