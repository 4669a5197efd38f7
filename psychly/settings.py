"""All settings of the site, read from the environment and from `.env`; `.env.example` lists every variable.

A value that is missing or wrong stops the start with a sentence that names the variable.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from psychly.environment import (
    REDIS_WAITS,
    age_keys,
    bucket,
    database,
    fernet_keys,
    flag,
    host_of,
    is_loopback,
    load_env_file,
    mail_settings,
    mailbox_settings,
    names_in,
    one_of,
    pooled,
    redis_address,
    replicas,
    reply_address,
    report_address,
    stated,
    whole_number,
)

BASE_DIR = Path(__file__).resolve().parent.parent
# Here, because the site, its workers, `manage.py` and the scripts all come by.
if os.environ.get("ENV_FILE") != "":
    load_env_file(os.environ.get("ENV_FILE") or BASE_DIR / ".env", names_in(BASE_DIR / ".env.example"))

DEBUG = flag("DEBUG")
# A demonstration on this machine: plain HTTP, demonstration data, staff without a second factor.
DEMO = flag("DEMO")
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY must be set to 50 or more random characters.")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]

# Plain HTTP, open cookies, mail into files: never for anything that another machine can reach.
IS_LOCAL = DEMO or DEBUG
SITE_URL = (os.environ.get("SITE_URL") or ("http://127.0.0.1:8000" if IS_LOCAL else "")).rstrip("/")
SITE_HOST = host_of(SITE_URL)
if not SITE_HOST or urlsplit(SITE_URL).scheme not in (("http", "https") if IS_LOCAL else ("https",)):
    raise ImproperlyConfigured("SITE_URL must be the site's own address, like https://psychly.example.")
ALLOWED_HOSTS = [host.strip() for host in (os.environ.get("ALLOWED_HOSTS") or SITE_HOST).split(",")]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts; * would accept any.")
if IS_LOCAL and not all(is_loopback(host) for host in [*ALLOWED_HOSTS, SITE_HOST]):
    raise ImproperlyConfigured(
        f"{'DEMO' if DEMO else 'DEBUG'}=1 is for this machine alone: "
        "ALLOWED_HOSTS and SITE_URL must name localhost or 127.0.0.1."
    )
if IS_LOCAL:
    ALLOWED_HOSTS = sorted({*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"})

INSTALLED_APPS = [
    "psychly.apps.PsychlyConfig",
    "providers",
    "articles",
    "listings",
    "psychly.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",  # allauth's list of passkeys needs it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "phonenumber_field",
    "pipeline",
]

MIDDLEWARE = [
    # The first five mark every response, also those that a later one answers by itself.
    "psychly.web.middleware.SecureAnswers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "psychly.web.middleware.PrivateResponses",
    "psychly.web.middleware.SharedPages",
    "psychly.web.middleware.SmallBodies",
    # Pads what it compresses by a random length, so that size tells nothing about secrets in a page.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "psychly.web.middleware.Sessions",
    "psychly.accounts.visitor_sessions.VisitorSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "psychly.accounts.factor_secrets.LostKeys",
    "articles.webflow.old_addresses.OldAddresses",
]
if DEMO:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("psychly.web.middleware.SmallBodies"), "psychly.web.middleware.LoopbackOnly"
    )

ROOT_URLCONF = "psychly.urls"
WSGI_APPLICATION = "psychly.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "psychly.views.site",
            ],
            "libraries": {
                "crisis_lines": "psychly.web.crisis_lines",
                "drawings": "psychly.drawing.templatetags.drawings",
                "folded_fields": "listings.steps.templatetags.folded_fields",
                "i18n": "psychly.web.settled_words",
                "lettering": "psychly.drawing.templatetags.lettering",
                "result_cards": "providers.results.templatetags.result_cards",
                "promises": "listings.publishing.templatetags.promises",
                "small_facts": "listings.publishing.templatetags.small_facts",
                "static": "psychly.web.static_tag",
            },
        },
    },
]
SILENCED_SYSTEM_CHECKS = ["templates.W003"]  # our "i18n" takes the place of Django's on purpose
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

# --- Data ---------------------------------------------------------------------------------------

DATABASES = {
    "default": database(
        "DATABASE_URL", os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'psychly.sqlite3'}"
    )
}
DATABASE_ENGINE = DATABASES["default"]["ENGINE"].rpartition(".")[2]
# PgBouncer in the mode of transactions stands between: a cursor of the server would belong to somebody else.
DATABASE_POOLED = flag("DATABASE_POOLED")
# Past it, for what needs the server itself: migrations and backups.
DATABASE_DIRECT_URL = os.environ.get("DATABASE_DIRECT_URL", "")
if bool(DATABASE_DIRECT_URL) != DATABASE_POOLED:
    raise ImproperlyConfigured("DATABASE_POOLED=1 and DATABASE_DIRECT_URL are set together or not at all.")
if DATABASE_POOLED:
    DATABASES["default"] = pooled(DATABASES["default"], DATABASE_DIRECT_URL)
REPLICAS = replicas(os.environ.get("DATABASE_REPLICA_URLS", ""), DATABASE_ENGINE)  # {alias: settings}
DATABASES |= REPLICAS
if REPLICAS:
    DATABASE_ROUTERS = ["psychly.web.replicas.Router"]
    MIDDLEWARE.append("psychly.web.replicas.PublicReads")
if DATABASE_ENGINE == "sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # With DEFERRED (the default) a reader that turns writer meets "database is locked" at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": whole_number("SQLITE_TIMEOUT", 5),  # seconds; the worker waits longer
        # What is erased is overwritten in the file, not only forgotten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }
# Public keys of age: with one or more, no backup lies anywhere in clear.
BACKUP_KEYS = age_keys(os.environ.get("BACKUP_KEYS", ""))
BACKUP_BUCKET = bucket("BACKUP_S3_")
IN_DATABASE = {
    "BACKEND": "psychly.web.counting_cache.CountingCache",
    "LOCATION": "cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},  # the limits of forms count in here: none may be crowded out
}
REDIS_URL = redis_address(os.environ.get("REDIS_URL", ""))
IN_REDIS = {
    "BACKEND": "psychly.web.fallback_cache.FallbackCache",
    "LOCATION": REDIS_URL,
    "OPTIONS": REDIS_WAITS,
}
CACHES = {"default": IN_REDIS if REDIS_URL else IN_DATABASE, "database": IN_DATABASE}

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "psychly.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
STAFF_SECOND_FACTOR = not DEMO
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/listing/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "psychly.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Seconds that a browser may type in what it asked for; `accounts.sign_in_codes` says when a code runs out.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 2 * 60 * 60
ACCOUNT_FORMS = {
    "login": "psychly.accounts.sign_in.EmailForm",
    "add_email": "psychly.accounts.sign_in.NewAddressForm",
    "confirm_email_verification_code": "psychly.accounts.sign_in.NewAddressCodeForm",
}
ACCOUNT_RATE_LIMITS = {
    # By network alone: a limit by address would let strangers keep its owner out.
    "request_login_code": "20/m/ip,60/h/ip",
    # An account that changes its address mails a code to whatever address is typed in.
    "confirm_email": "1/10s/key,6/h/key,20/d/key",
    "manage_email": "10/m/user,30/d/user",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL
MFA_TOTP_ISSUER = "Psychly"
MFA_FORMS = {
    "activate_totp": "psychly.accounts.factor_forms.SetUpAppForm",
    "authenticate": "psychly.accounts.factor_forms.SecondStepForm",
    "reauthenticate": "psychly.accounts.factor_forms.AgainForm",
}
MFA_ADAPTER = "psychly.accounts.adapter.FactorAdapter"
MFA_KEYS = fernet_keys(os.environ.get("MFA_KEYS", ""))  # the first encrypts, all of them decrypt

# --- Mail and tasks -----------------------------------------------------------------------------

EMAIL_URL = os.environ.get("EMAIL_URL") or (f"file://{quote(str(VAR_DIR / 'mail'))}" if IS_LOCAL else "")
vars().update(mail_settings(EMAIL_URL))
EMAIL_TIMEOUT = 20  # seconds
MAIL_DOMAIN = "psychly.example" if IS_LOCAL else SITE_HOST
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or f"Psychly <no-reply@{MAIL_DOMAIN}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
STAFF_EMAIL = os.environ.get("STAFF_EMAIL") or f"staff@{MAIL_DOMAIN}"
# The mailbox of DEFAULT_FROM_EMAIL, where mail servers report what they could not deliver.
BOUNCE_MAILBOX = mailbox_settings(os.environ.get("BOUNCE_URL", ""))
# An address whose mail comes into that mailbox, with whatever stands behind a "+" in it: answers to our mail.
REPLY_ADDRESS = reply_address(os.environ.get("REPLY_ADDRESS", ""), BOUNCE_MAILBOX)
# Who runs the site, where post reaches them, how it is paid for: what /about/ says.
_UNSTATED = "(not stated in a demonstration)" if IS_LOCAL else ""
OPERATOR = {
    "name": stated("OPERATOR_NAME", _UNSTATED),
    "address": stated("OPERATOR_ADDRESS", _UNSTATED),
    "funding": stated("OPERATOR_FUNDING", _UNSTATED),
}

# Asked by a task for the NPI of a listing that was sent in; tests and mirrors name another address.
NPI_REGISTRY_URL = os.environ.get("NPI_REGISTRY_URL") or "https://npiregistry.cms.hhs.gov/api/"
# Whether tasks may ask for the point of a street that is shown: "census", or nothing.
GEOCODER = one_of("GEOCODER", ["census"])
CENSUS_GEOCODER_URL = (
    os.environ.get("CENSUS_GEOCODER_URL") or "https://geocoding.geo.census.gov/geocoder/locations/address"
)
# Read by tasks when an editor adds a work by its DOI or PMID.
CROSSREF_URL = os.environ.get("CROSSREF_URL") or "https://api.crossref.org/"
PUBMED_URL = os.environ.get("PUBMED_URL") or "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"

# Each queue has a worker of its own: mail never waits for anything else.
TASKS = {"default": {"BACKEND": "psychly.deadlines.Backend", "QUEUES": ["default", "mail"]}}

# --- What reaches the browser -------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Leaflet's files only: the app that carries them would load GDAL.
LEAFLET_FILES = Path(find_spec("leaflet").submodule_search_locations[0]) / "static" / "leaflet"
STATICFILES_DIRS = [BASE_DIR / "static", ("leaflet", LEAFLET_FILES)]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pipeline.finders.PipelineFinder",
]
PHOTO_BUCKET = bucket("S3_")
ON_DISK = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
IN_BUCKET = {"BACKEND": "psychly.web.bucket_storage.BucketStorage", "OPTIONS": PHOTO_BUCKET}
STORAGES = {
    "default": IN_BUCKET if PHOTO_BUCKET else ON_DISK,
    "staticfiles": {"BACKEND": "psychly.web.static_files.StaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for these files
CSS_LAYERS = ["reset", "tokens", "base", "layout", "components", "pages", "print"]
PIPELINE = {
    "PIPELINE_ENABLED": True,
    "CSS_COMPRESSOR": None,
    "JS_COMPRESSOR": None,
    # One file a page: each request more is felt on a phone.
    "JAVASCRIPT": {
        "results": {
            "source_filenames": [
                "js/unstored.js",
                "js/places.js",
                "js/live-filters.js",
                "js/results-map.js",
            ],
            "output_filename": "js/results.js",
        },
        "steps": {
            "source_filenames": ["js/unstored.js", "js/shrink-photo.js", "js/steps.js"],
            "output_filename": "js/step.js",
        },
    },
    "STYLESHEETS": {
        "site": {
            "source_filenames": ["css/layers.css", *(f"css/{layer}.css" for layer in CSS_LAYERS)],
            "output_filename": "css/site.css",
        }
    },
}

# Empty: the map draws outlines and towns from this site's own files. A template with {z}, {x} and {y} adds
# pictures from another host, which then learns where people search.
MAP_TILE_URL = os.environ.get("MAP_TILE_URL", "")
if MAP_TILE_URL and not (urlsplit(MAP_TILE_URL).scheme == "https" and urlsplit(MAP_TILE_URL).hostname):
    raise ImproperlyConfigured("MAP_TILE_URL must be like https://tiles.example.org/{z}/{x}/{y}.png.")
tile_host = [f"https://{urlsplit(MAP_TILE_URL).netloc}"] if MAP_TILE_URL else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *tile_host],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not IS_LOCAL
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 63_072_000  # two years, as the preload list asks
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_LOCAL
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SESSION_COOKIE_NAME = "sessionid" if IS_LOCAL else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if IS_LOCAL else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "psychly.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
MAX_BODY = 20_000_000  # bytes, files and all
# An upload waits in memory: a full disk then loses nothing of the form around it, and no copy of a photo with
# its place and date ever lies in a folder for temporary files.
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY

CRISPY_ALLOWED_TEMPLATE_PACKS = ("psychly",)
CRISPY_TEMPLATE_PACK = "psychly"
CRISPY_FAIL_SILENTLY = False
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]  # our words for sentences of Django and allauth
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DATE_FORMAT = "F j, Y"
USE_THOUSAND_SEPARATOR = False

# --- Logs: no query strings, no bodies, no addresses of people ----------------------------------

# Empty: errors are told to nobody but the log.
SENTRY_DSN = report_address(os.environ.get("SENTRY_DSN", ""))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "psychly.web.logs.WithoutValues",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "structured": {"()": "psychly.web.logs.Structured"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line" if IS_LOCAL else "structured"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
