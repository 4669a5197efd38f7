"""Settings fail loudly: a missing or wrong value stops the start with a sentence that names the variable."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GOOD = {
    "SECRET_KEY": "for-tests-abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghij",
    "MFA_KEYS": "Zm9yLXRlc3RzLWZvci10ZXN0cy1mb3ItdGVzdHMtZm8=",
    "SITE_URL": "https://psychly.example",
    "EMAIL_URL": "smtp+tls://user:p%40ss@mail.psychly.example:587",
    "OPERATOR_NAME": "Example Operator",
    "OPERATOR_ADDRESS": "1 Example Street, Austin, TX 78701",
    "OPERATOR_FUNDING": "By nobody: this is a test.",
}
KNOWN = [
    line.partition("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if line[:1].isalpha()
]


def read(expression="0", **environ):
    """Start Python with these variables alone and print an expression of the settings."""
    kept = {key: value for key, value in os.environ.items() if key not in KNOWN}
    code = f"import psychly.settings as s; print(({expression}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, "ENV_FILE": "", **environ},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def good(tmp_path):
    return {**GOOD, "VAR_DIR": str(tmp_path / "var")}


def test_a_complete_environment_starts(good):
    result = read("s.DEBUG, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_NAME", **good)
    assert result.stdout.strip() == "(False, ['psychly.example'], True, '__Host-sessionid')", result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "x" * 60),
        ("MFA_KEYS", ""),
        ("MFA_KEYS", "short"),
        ("MFA_KEYS", "Zm9yLXRlc3RzLWZvci10ZXN0cy1mb3ItdGVzdHMtZm8=,short"),
        ("SITE_URL", ""),
        ("SITE_URL", "psychly.example"),
        ("SITE_URL", "http://psychly.example"),
        ("SITE_URL", "https://psychly.example/directory"),
        ("SITE_URL", "https://psychly.example:port"),
        ("ALLOWED_HOSTS", "*"),
        ("EMAIL_URL", ""),
        ("OPERATOR_NAME", ""),
        ("OPERATOR_ADDRESS", " "),
        ("OPERATOR_FUNDING", ""),
        ("EMAIL_URL", "mail.psychly.example"),
        ("EMAIL_URL", "smtp://mail.psychly.example"),
        ("EMAIL_URL", "smtps://user:password@mail.psychly.example"),
        ("EMAIL_URL", "smtp+tls://mail.psychly.example:port"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://user@localhost/psychly"),
        ("DEBUG", "yes"),
        ("DEMO", "true"),
        ("DEMO", "1"),
        ("DEBUG", "1"),
        ("SQLITE_TIMEOUT", "soon"),
        ("GEOCODER", "google"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("DATABASE_REPLICA_URLS", "postgresql://u@r1.example/psychly"),  # of an SQLite file
        ("DATABASE_REPLICA_URLS", "nonsense"),
        ("S3_BUCKET", "photos"),  # alone
        ("BACKUP_S3_BUCKET", "backups"),
        ("DATABASE_POOLED", "1"),
        ("DATABASE_DIRECT_URL", "postgresql://u@db.example/psychly"),
        ("BOUNCE_URL", "mail.psychly.example"),
        ("REPLY_ADDRESS", "answers@psychly.example"),  # without a mailbox in which it is read
        ("REPLY_ADDRESS", "Psychly <answers@psychly.example>"),
        ("BOUNCE_URL", "imap://user:password@mail.psychly.example/"),
        ("BOUNCE_URL", "imaps://mail.psychly.example/INBOX"),
        ("BOUNCE_URL", "imaps://user:password@mail.psychly.example:port/"),
        ("REDIS_URL", "redis"),
        ("REDIS_URL", "http://redis.example/"),
        ("REDIS_URL", "redis://redis.example:port/0"),
        ("SENTRY_DSN", "yes"),
        ("SENTRY_DSN", "http://key@sentry.example/1"),
        ("SENTRY_DSN", "https://sentry.example/1"),
        ("BACKUP_KEYS", "age1short"),
        ("BACKUP_KEYS", "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_its_variable(good, name, value):
    result = read(**{**good, name: value})
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last


@pytest.mark.parametrize("name", ["SITE_URL", "ALLOWED_HOSTS"])
def test_a_demonstration_names_this_machine_alone(good, name):
    local = {**good, "DEMO": "1", "SITE_URL": "http://127.0.0.1:8000", "EMAIL_URL": ""}
    assert read(**local).returncode == 0
    result = read(**{**local, name: "http://psychly.example" if name == "SITE_URL" else "psychly.example"})
    assert result.returncode != 0
    assert "DEMO" in result.stderr


def test_mail_goes_encrypted(good):
    expression = "s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL"
    assert read(expression, **good).stdout.strip() == "('mail.psychly.example', 587, 'p@ss', True, False)"
    good["EMAIL_URL"] = "smtp+ssl://mail.psychly.example"
    assert read(expression, **good).stdout.strip() == "('mail.psychly.example', 465, '', False, True)"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgresql://u@%2Fvar%2Frun%2Fpg/psychly", "/var/run/pg"),
        ("postgresql://u@db.example/psychly", "db.example"),
    ],
)
def test_postgresql_is_reached_by_socket_or_by_name(good, url, host):
    expression = "s.DATABASES['default']['HOST']"
    assert read(expression, **good, DATABASE_URL=url).stdout.strip() == host


def test_every_variable_that_is_read_is_listed_in_the_example():
    source = (ROOT / "psychly" / "settings.py").read_text()
    found = set(re.findall(r'(?:environ\.get|flag|one_of|stated|whole_number)\("([A-Z_]+)"', source))
    prefixes = re.findall(r'= bucket\("([A-Z0-9_]+)"\)', source)
    assert len(prefixes) == 2
    found |= {f"{prefix}{name.removeprefix('S3_')}" for prefix in prefixes for name in BUCKET}
    assert found == set(KNOWN)


@pytest.fixture
def env_file(good, tmp_path):
    """A `.env` with a whole site in it, and a way to start from it."""
    path = tmp_path / ".env"

    def start(*more, without=(), expression="0", **environ):
        lines = [f"{name}={value}" for name, value in good.items() if name not in without]
        path.write_text("\n".join(["# A site", "", *lines, *more]))
        return read(expression, ENV_FILE=str(path), **environ)

    return start


def test_a_site_starts_from_its_env_file_alone_and_the_environment_wins(env_file):
    assert env_file(expression="s.SITE_URL").stdout.strip() == "https://psychly.example"
    other = env_file(expression="s.SITE_URL", SITE_URL="https://other.example")
    assert other.stdout.strip() == "https://other.example"
    empty = env_file("STAFF_EMAIL=desk@other.example", expression="s.STAFF_EMAIL", STAFF_EMAIL="")
    assert empty.stdout.strip() == "staff@psychly.example"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("OPERATOR_NAME=A Name of Words", "A Name of Words"),
        ('OPERATOR_NAME="It\'s ours # really"', "It's ours # really"),
        ("OPERATOR_NAME='say \"who\"'", 'say "who"'),
        ("OPERATOR_NAME=a$HOME`id`#b\\n", "a$HOME`id`#b\\n"),
        ("OPERATOR_NAME=trailing  ", "trailing"),
        ("OPERATOR_NAME=a=b", "a=b"),
    ],
)
def test_a_value_of_the_env_file_is_taken_literally(env_file, line, value):
    result = env_file(line, without=["OPERATOR_NAME"], expression="s.OPERATOR['name']")
    assert result.stdout.rstrip("\n") == value, result.stderr


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("STAFF_EMAIL", "line 11, is not NAME=value"),
        ("export STAFF_EMAIL=a@b.example", "line 11, is not NAME=value"),
        ("STAFF_EMAIL =a@b.example", "line 11, is not NAME=value"),
        ("STAFF_EMAIL='a@b.example", "line 11, is not NAME=value"),
        ("STAFF_EMAIL=a@b.example # ours", "line 11, is not NAME=value"),
        ("STAFF_EMAIL='a@b.example' too", "line 11, is not NAME=value"),
        ("STAF_EMAIL=a@b.example", "line 11: no variable is called STAF_EMAIL"),
        ("SITE_URL=https://other.example", "line 11, names SITE_URL a second time"),
    ],
)
def test_a_line_of_the_env_file_that_cannot_be_read_stops_the_start_and_is_not_shown(env_file, line, reason):
    result = env_file(line)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert reason in last
    assert "a@b.example" not in last


def test_an_env_file_that_nobody_can_read_stops_the_start(tmp_path):
    path = tmp_path / ".env"
    path.write_bytes(b"SITE_URL=\xff\xfe")
    assert "cannot be read" in read(ENV_FILE=str(path)).stderr


def test_the_example_is_a_file_that_can_be_read(tmp_path):
    """What is refused first is a value that is missing, not a line of the example."""
    path = tmp_path / ".env"
    path.write_text((ROOT / ".env.example").read_text())
    assert "SECRET_KEY must be set" in read(ENV_FILE=str(path)).stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "command", [["manage.py", "check"], ["-m", "gunicorn", "--check-config", "psychly.wsgi"]]
)
def test_the_command_line_and_the_application_server_read_the_env_file_too(env_file, tmp_path, command):
    env_file("BOGUS=1")
    kept = {key: value for key, value in os.environ.items() if key not in KNOWN}
    result = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "ENV_FILE": str(tmp_path / ".env")},
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert "no variable is called BOGUS" in result.stderr
    env_file()
    ok = {**kept, "ENV_FILE": str(tmp_path / ".env")}
    assert subprocess.run([sys.executable, *command], cwd=ROOT, env=ok, capture_output=True).returncode == 0


POOLED = {
    "DATABASE_URL": "postgresql://u@pool.example:6432/psychly",
    "DATABASE_POOLED": "1",
    "DATABASE_DIRECT_URL": "postgresql://u@db.example/psychly",
}


def test_behind_a_pool_no_cursor_stays_on_the_server(good):
    expression = "s.DATABASES['default']['HOST'], s.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS']"
    assert read(expression, **good, **POOLED).stdout.strip() == "('pool.example', True)"


@pytest.mark.parametrize(
    ("command", "host"), [("migrate", "db.example"), ("backup", "db.example"), ("shell", "pool")]
)
def test_migrations_and_backups_go_past_the_pool(good, command, host):
    code = f"import sys; sys.argv = ['manage.py', '{command}']; import psychly.settings as s; "
    code += "print(s.DATABASES['default']['HOST'])"
    kept = {key: value for key, value in os.environ.items() if key not in KNOWN}
    environ = {**kept, "ENV_FILE": "", **good, **POOLED}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.stdout.startswith(host), done.stderr


@pytest.mark.parametrize("url", ["postgresql://u@db.example/other", "sqlite:///x", "nonsense"])
def test_the_way_past_the_pool_leads_to_the_same_database(good, url):
    result = read(**good, **{**POOLED, "DATABASE_DIRECT_URL": url})
    assert result.returncode != 0
    assert "DATABASE_DIRECT_URL" in result.stderr.strip().splitlines()[-1]


def test_a_pool_before_sqlite_is_none(good):
    result = read(**good, **{**POOLED, "DATABASE_URL": ""})
    assert "DATABASE_POOLED=1 is for" in result.stderr.strip().splitlines()[-1]


BUCKET = {
    "S3_BUCKET": "photos",
    "S3_ENDPOINT_URL": "https://s3.example",
    "S3_REGION": "us-east-1",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
}


def test_photos_lie_in_a_bucket_that_is_named_whole_and_stay_private(good):
    expression = (
        "s.STORAGES['default']['BACKEND'], s.PHOTO_BUCKET['bucket_name'], s.PHOTO_BUCKET['default_acl']"
    )
    assert (
        read(expression, **good, **BUCKET).stdout.strip()
        == "('psychly.web.bucket_storage.BucketStorage', 'photos', None)"
    )
    plain = read(**good, **{**BUCKET, "S3_ENDPOINT_URL": "http://s3.example"})
    assert "S3_ENDPOINT_URL must begin with https" in plain.stderr.splitlines()[-1]


def test_a_database_host_that_falls_silent_is_given_up_within_seconds(good):
    """Without these limits of the driver a page waits for it as long as the system resends."""
    urls = {"DATABASE_URL": "postgresql://u@db.example/psychly?tcp_user_timeout=7000"}
    urls["DATABASE_REPLICA_URLS"] = "postgresql://u@r1.example/psychly"
    names = "('connect_timeout', 'tcp_user_timeout', 'keepalives_idle')"
    both = f"[[int(s.DATABASES[a]['OPTIONS'][n]) for n in {names}] for a in ('default', 'replica1')]"
    assert read(both, **good, **urls).stdout.strip() == "[[5, 7000, 5], [2, 3000, 5]]"


def test_what_the_address_of_a_replica_demands_of_tls_is_kept(good):
    urls = {"DATABASE_URL": "postgresql://u@db.example/psychly"}
    urls["DATABASE_REPLICA_URLS"] = "postgresql://u@r1.example/psychly?sslmode=verify-full"
    options = "s.DATABASES['replica1']['OPTIONS']"
    said = read(f"{options}.get('sslmode'), {options}['options']", **good, **urls).stdout.strip()
    assert said == "('verify-full', '-c default_transaction_read_only=on')"
