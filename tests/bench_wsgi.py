"""The site as `script/bench` serves it: over plain HTTP, with `/hello`."""

import tests.engine  # noqa: F401  (the settings of tests, before Django reads them)

import django  # isort: skip

django.setup()

from django.conf import settings  # noqa: E402

settings.ROOT_URLCONF, settings.SECURE_SSL_REDIRECT = "tests.bench_urls", False

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
