"""Reading variables of the environment: a value that is wrong is refused with a sentence that names it."""

import ipaddress
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

#: `NAME=value` with the value bare or inside one pair of quotes, and nothing behind it.
LINE = re.compile(
    r"""([A-Za-z_][A-Za-z0-9_]*)=(?:"([^"]*)"|'([^']*)'|([^"'\s]\S*(?:[ \t]+[^#\s]\S*)*)?)\s*"""
)


def load_env_file(path, known):
    """Put what a file says into the environment; what the environment says already wins, also when empty.

    No file is no error. Raises ImproperlyConfigured with the number of a line that cannot be understood in
    one way only, that repeats a name, or whose name is none of `known`; its text is never shown, because it
    may be a secret.
    """
    path = Path(path)
    if not path.is_file():
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {type(error).__name__}.") from None
    said = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if not found:
            raise ImproperlyConfigured(
                f"{path}, line {number}, is not NAME=value. A comment has a line of its own; a value with "
                "quotes or # in it stands between quotes of the other kind."
            )
        name, value = found[1], next(filter(None, found.groups()[1:]), "")
        if name not in known:
            raise ImproperlyConfigured(
                f"{path}, line {number}: no variable is called {name}; see .env.example."
            )
        if name in said:
            raise ImproperlyConfigured(f"{path}, line {number}, names {name} a second time.")
        said[name] = value
    for name, value in said.items():
        os.environ.setdefault(name, value)


def names_in(example):
    """Return the names of all variables that `.env.example` lists."""
    lines = Path(example).read_text(encoding="utf-8").splitlines()
    return {line.partition("=")[0] for line in lines if line[:1].isalpha()}


def flag(name):
    """Read a yes/no variable; raise ImproperlyConfigured on anything but 0, 1 or nothing."""
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value == "1"


def stated(name, default):
    """Read a sentence that readers are told; raise ImproperlyConfigured when nobody wrote it."""
    value = os.environ.get(name, "").strip() or default
    if not value:
        raise ImproperlyConfigured(f"{name} must say what the page about the site tells its readers.")
    return value


def one_of(name, values):
    """Read a variable that holds one of these values or nothing."""
    value = os.environ.get(name, "").strip()
    if value not in ("", *values):
        raise ImproperlyConfigured(f"{name} must be {' or '.join(values)}, or left empty, not {value!r}.")
    return value


def whole_number(name, default):
    """Read a variable that holds a whole number of zero or more."""
    value = os.environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def host_of(url):
    """Return the host name of an address that has no path, or nothing."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it raises on a port that is no number
    except ValueError:
        return ""
    return "" if parts.path or parts.query or parts.fragment else parts.hostname or ""


#: Seconds that Redis may take: longer than a page should wait for it.
REDIS_WAITS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
#: What a connection to PostgreSQL waits for. Without these each thread that asked something of a host without
#: power waits as long as the system keeps sending: a quarter of an hour.
POSTGRESQL_WAITS = {
    "connect_timeout": 5,  # seconds, as all but the next
    "tcp_user_timeout": 10_000,  # milliseconds
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
#: Commands of manage.py that need the server itself, not a pool before it: a dump takes a snapshot
#: along, a migration waits for locks and may change the session.
DIRECT_COMMANDS = (
    "backup",
    "migrate",
    "move_from_sqlite",
    "rebuild_search_index",
    "restore_drill",
    "upgrade",
)


def database(name, url):
    """Return Django's settings of the database that the variable `name` describes."""
    try:
        found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)  # seconds
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be read: {error}") from error
    if found["ENGINE"].rpartition(".")[2] not in ("sqlite3", "postgresql"):
        raise ImproperlyConfigured(f"{name} must begin with sqlite:/// or postgresql://.")
    if found["ENGINE"].endswith("postgresql"):
        found["OPTIONS"] = POSTGRESQL_WAITS | found.get("OPTIONS", {})
    return found


def pooled(pool, direct_url):
    """Return the settings of a database behind PgBouncer; for DIRECT_COMMANDS, those of the way past it."""
    if not pool["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_POOLED=1 is for a DATABASE_URL that begins with postgresql://.")
    direct = database("DATABASE_DIRECT_URL", direct_url)
    if direct["ENGINE"] != pool["ENGINE"] or direct["NAME"] != pool["NAME"]:
        raise ImproperlyConfigured("DATABASE_DIRECT_URL must name the same database as DATABASE_URL.")
    is_for_server = Path(sys.argv[0]).name == "manage.py" and {*sys.argv[1:2]} & {*DIRECT_COMMANDS}
    return direct if is_for_server else {**pool, "DISABLE_SERVER_SIDE_CURSORS": True}


def replicas(urls, engine):
    """Return {alias: settings} of a list of replicas; nothing is written there, even by a mistake of ours."""
    found = [database("DATABASE_REPLICA_URLS", url.strip()) for url in urls.split(",") if url.strip()]
    if found and {engine, *(replica["ENGINE"].rpartition(".")[2] for replica in found)} != {"postgresql"}:
        raise ImproperlyConfigured("DATABASE_REPLICA_URLS and DATABASE_URL must begin with postgresql://.")
    sooner = {"connect_timeout": 2, "tcp_user_timeout": 3_000}  # another one answers the page
    read_only = {"options": "-c default_transaction_read_only=on"}
    more = {
        "TEST": {"MIRROR": "default"},
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "CONN_HEALTH_CHECKS": False,
    }
    return {
        f"replica{number}": {**replica, **more, "OPTIONS": {**replica["OPTIONS"], **sooner, **read_only}}
        for number, replica in enumerate(found, 1)
    }


def mail_settings(url):
    """Return Django's EMAIL_… settings for an EMAIL_URL; raise ImproperlyConfigured when it is wrong.

    Without encryption the password and every message could be read on the way, so `smtp://` is for a mail
    server on this machine only.
    """
    problem = "EMAIL_URL must name the mail server, like smtp+tls://user:password@mail.psychly.example:587."
    backends = "django.core.mail.backends"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ImproperlyConfigured(problem) from error
    if parts.scheme == "memory":
        return {"EMAIL_BACKEND": f"{backends}.locmem.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {
            "EMAIL_BACKEND": f"{backends}.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    if not host or parts.scheme not in ports or (parts.scheme == "smtp" and not is_loopback(host)):
        raise ImproperlyConfigured(problem)
    return {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
    }


def mailbox_settings(url):
    """Return what a BOUNCE_URL says of a mailbox, or None without one; raise ImproperlyConfigured."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme != "imaps" or not (parts.username and parts.password):
        raise ImproperlyConfigured(
            "BOUNCE_URL must name a mailbox, like imaps://user:password@mail.psychly.example/INBOX."
        )
    return {
        "host": host,
        "port": port or 993,
        "user": unquote(parts.username),
        "password": unquote(parts.password),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


def reply_address(address, mailbox):
    """Return a REPLY_ADDRESS, or ""; raise ImproperlyConfigured when it is none, or no mailbox is read."""
    if not address:
        return ""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]{1,180}", address):
        raise ImproperlyConfigured("REPLY_ADDRESS must be an address like answers@psychly.example.")
    if not mailbox:
        raise ImproperlyConfigured("REPLY_ADDRESS needs BOUNCE_URL: the mailbox in which its mail is read.")
    return address


def redis_address(url):
    """Return a REDIS_URL, or ""; raise ImproperlyConfigured when it is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it raises on a port that is no number
        is_one = (
            parts.path if parts.scheme == "unix" else parts.scheme in ("redis", "rediss") and parts.hostname
        )
    except ValueError:
        is_one = False
    if url and not is_one:
        raise ImproperlyConfigured(
            "REDIS_URL must be like redis://redis.example:6379/0 (rediss:// with TLS)."
        )
    return url


def report_address(dsn):
    """Return a SENTRY_DSN, or ""; raise ImproperlyConfigured when it is none, or not encrypted."""
    try:
        parts = urlsplit(dsn)
        is_dsn = parts.scheme == "https" and parts.username and parts.hostname and parts.path.strip("/")
    except ValueError:
        is_dsn = False
    if dsn and not is_dsn:
        raise ImproperlyConfigured("SENTRY_DSN must be like https://key@sentry.example/1.")
    return dsn


def is_loopback(host):
    """Whether a host name or address can only mean this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def fernet_keys(text):
    """Return the keys of a list separated by commas; raise ImproperlyConfigured when one is none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    try:
        made = [Fernet(key) for key in keys]
    except ValueError:
        made = []
    if not made:
        raise ImproperlyConfigured(
            "MFA_KEYS must hold one or more keys of 32 random bytes in URL-safe base64, separated by commas; "
            ".env.example says how to make one."
        )
    return keys


def age_keys(text):
    """Return the public keys of age in a list; raise ImproperlyConfigured when one is none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not all(re.fullmatch("age1[02-9ac-hj-np-z]{58}", key) for key in keys):
        raise ImproperlyConfigured(
            "BACKUP_KEYS must hold public keys of age (age1…), separated by commas; age-keygen makes a pair."
        )
    return keys


def bucket(prefix):
    """Return the options of django-storages for the bucket that five variables name, or None without any.

    `prefix` is what their names begin with. Raises ImproperlyConfigured when some are set and some are not:
    what belongs there would lie on one host's disk.
    """
    names = {
        "bucket_name": f"{prefix}BUCKET",
        "endpoint_url": f"{prefix}ENDPOINT_URL",
        "region_name": f"{prefix}REGION",
        "access_key": f"{prefix}ACCESS_KEY",
        "secret_key": f"{prefix}SECRET_KEY",
    }
    values = {option: os.environ.get(name, "") for option, name in names.items()}
    lacking = [names[option] for option, value in values.items() if not value]
    if len(lacking) == len(values):
        return None
    if lacking:
        raise ImproperlyConfigured(
            f"Of {', '.join(names.values())} all are set, or none; now {', '.join(lacking)} is missing."
        )
    parts = urlsplit(values["endpoint_url"])
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ImproperlyConfigured(
            f"{names['endpoint_url']} must begin with https://: what is stored would be read on the way."
        )
    # Nothing in it is public: the site shows photos by itself; a signed address would outlive a withdrawal.
    return {**values, "default_acl": None}
