"""Early pytest plugin: settings for tests, and the database engine, before Django reads them.

`TEST_DATABASE=sqlite` (default) or `postgresql` (of `TEST_POSTGRESQL_BIN`, or the wheel's);
`TEST_DATABASE_URL` names a server and wins.
"""

import os
import tempfile

from django.db import connections

from tests.kept_database import KeptDatabase
from tests.postgres import TemporaryPostgres

os.environ.update(
    ENV_FILE="",
    SECRET_KEY="tests-only-" + "x" * 50,
    MFA_KEYS="dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    SITE_URL="https://testserver",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    EMAIL_URL="memory://",
    OPERATOR_NAME="Example Operator",
    OPERATOR_ADDRESS="1 Example Street, Austin, TX 78701",
    OPERATOR_FUNDING="By nobody: this is a test.",
    DEBUG="",
    DEMO="",
    SQLITE_TIMEOUT="60",  # seconds: twenty writers at once take their turns also where the machine is slow
)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs inside a loop
server = None
kept = None  # the KeptDatabase of this run, when it has its own database and not a server of somebody else
if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker of xdist takes what the first process made
    _var = tempfile.TemporaryDirectory(prefix="psychly-tests-")
    os.environ["VAR_DIR"] = _var.name
    os.mkdir(os.path.join(_var.name, "static"))  # WhiteNoise warns when it is missing
    if url := os.environ.get("TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    elif os.environ.get("TEST_DATABASE", "sqlite") == "postgresql":
        binaries = os.environ.get("TEST_POSTGRESQL_BIN")
        kept = None if binaries else KeptDatabase("postgresql")
        server = TemporaryPostgres(kept)
        os.environ["DATABASE_URL"] = server.start(binaries)
    else:
        kept = KeptDatabase("sqlite")
        os.environ["DATABASE_URL"] = f"sqlite:///{_var.name}/test.sqlite3"


def pytest_report_header():
    """Say which engine runs."""
    from django.conf import settings  # noqa: PLC0415 - a plugin is read before they are set

    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


def pytest_unconfigure():
    """Stop the server that this run started."""
    if server:
        server.stop()


def copy_database(source, target):
    """Make a database of the PostgreSQL of this run from another one, to which nobody is connected."""
    connections.close_all()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
