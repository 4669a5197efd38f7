"""Measures articles: `script/bench articles`, or `python -m tests.bench_articles`.

One article of 5,000 words with 100 references is saved, and read beside a view that answers "hello", in
one process, in turns, through the whole site (every middleware) but without a network.
"""

import statistics
import sys
import time
from io import BytesIO

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import include, path  # noqa: E402

from articles import publishing  # noqa: E402
from articles.bibliography.apa import entry as apa  # noqa: E402
from articles.models import Article, Reference  # noqa: E402
from articles.page import memory  # noqa: E402
from tests import factories  # noqa: E402

WORDS, WORKS, SAVES = 5_000, 100, 9
TURNS, REQUESTS = 15, 200

urlpatterns = [path("hello", lambda request: HttpResponse("hello")), path("", include("psychly.urls"))]


def main():
    """Print the figures of one engine; return 1 when a limit of the site is not kept."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"\n{connection.vendor}")
    for number in range(WORKS):
        factories.reference(f"work{number}", study="Crossover trial, 18 patients")
    article = factories.article(body(), title="Measured")
    saved = _milliseconds(lambda: save_edited(article.pk), SAVES)
    entry = entry_time()
    made = _milliseconds(lambda: memory.rendered(Article.objects.with_parts().get()), SAVES)
    print(f"saving {article.word_count:,} words with {WORKS} references: {saved:.0f} ms (limit 300)")
    print(f"rendering the page, for the first reader who asks a process: {made:.0f} ms")
    print(f"one entry in APA 7: {entry:.3f} ms, {entry:.2f} of the limit of 1 ms")
    with override_settings(ROOT_URLCONF=__name__, SECURE_SSL_REDIRECT=False):
        slowest = reading(article)
    return 0 if saved < 300 and entry < 1 and slowest >= 0.5 else 1


def save_edited(pk):
    """Read the article, change its text, and save it."""
    article = Article.objects.get(pk=pk)
    article.body += " More."
    article.full_clean()
    publishing.save_article(article)


def body():
    """Return a text of about 5,000 words under ten headings that cites a hundred works."""
    sentence = "Sleep and mood were followed in adults for several weeks by people who did not know the plan"
    sentences = [
        f"{sentence} {n}.[@work{n % WORKS}]" for n in range(round(WORDS / (len(sentence.split()) + 2)))
    ]
    parts = [sentences[n::10] for n in range(10)]
    return "\n\n".join(
        f"## Part {n}\n\n" + "\n\n".join(" ".join(part[k : k + 4]) for k in range(0, len(part), 4))
        for n, part in enumerate(parts, start=1)
    )


def entry_time():
    """Return the milliseconds that one entry takes from its fields."""
    items = [work.to_csl() for work in Reference.objects.prefetch_related("contributors")]
    began = time.perf_counter()
    for item in items * 20:
        apa.citation(item)
    return (time.perf_counter() - began) * 1000 / (20 * len(items))


def reading(article):
    """Print how many requests a second are answered; return the least ratio to the hello view."""
    handler = WSGIHandler()
    address = article.get_absolute_url()
    _get(handler, address)
    etag = _get(handler, address)["ETag"]
    asked = {
        "hello": ("/hello", {}),
        "article": (address, {}),
        "article, compressed": (address, {"HTTP_ACCEPT_ENCODING": "gzip, br"}),
        "article, not changed (304)": (address, {"HTTP_IF_NONE_MATCH": etag}),
    }
    for name, (where, headers) in asked.items():
        with CaptureQueriesContext(connection) as statements:
            _get(handler, where, **headers)
        print(f"  {name}: {len(statements)} statements") if name != "hello" else None
    rates = {name: [] for name in asked}
    for _turn in range(TURNS):
        for name, (where, headers) in asked.items():
            began = time.perf_counter()
            for _request in range(REQUESTS):
                _get(handler, where, **headers)
            rates[name].append(REQUESTS / (time.perf_counter() - began))
    hello = statistics.median(rates.pop("hello"))
    print(f"  hello: {hello:,.0f} requests/s")
    ratios = {name: statistics.median(values) / hello for name, values in rates.items()}
    for name, ratio in ratios.items():
        print(f"  {name}: {ratio * hello:,.0f} requests/s, {ratio:.2f} of hello (limit 0.5)")
    return min(ratios.values())


def _get(handler, where, **headers):
    """Ask the site as a server would; return the response headers."""
    received = {}
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": where,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        **headers,
    }
    response = handler(environ, lambda status, rows: received.update(rows))
    for _part in response:
        pass
    response.close()
    return received


def _milliseconds(action, times):
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
