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
        [sys.executable, "-c", code], cwd=ROOT, env={**kept, **environ}, capture_output=True, text=True
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
        ("TRUSTED_PROXY_COUNT", "-1"),
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
    found = set(re.findall(r'(?:environ\.get|flag|stated|whole_number)\("([A-Z_]+)"', source))
    assert found == set(KNOWN)
