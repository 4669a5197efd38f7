"""Measures what reads typed texts: `script/bench rules`, or `python -m tests.bench_rules`.

The worst text of each pattern with 10,000 characters, each rule of listings with the same, and each page of
a draft that is as large as a draft can be. Processor time of this process; other work slows it all the same.
"""

import statistics
import sys
import time
from functools import partial

import tests.engine  # noqa: F401  (names the database before Django reads its settings)

import django  # isort: skip

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from listings.checks import claims  # noqa: E402
from listings.steps import rules  # noqa: E402
from providers.document import schema as documents  # noqa: E402
from tests import factories, largest_draft, worst_inputs  # noqa: E402

LENGTH = 10_000  # characters
OF_A_PATTERN, OF_A_PAGE = 20, 300  # milliseconds, the limits
TURNS = 5
PROSE = (
    "We talk first, and nothing is given at a first visit. I look at sleep, work and family with you, and we"
    " plan what comes after. Ketamine is not a cure, and it does not help everyone. "
)
ATTACKS = ["a-", "212-", "no cure ", "1 ", "a\n", "we offer ", PROSE, largest_draft.asking_every_rule()]


def main():
    """Print the figures of one engine; return 1 when a limit is not kept."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    print(f"\n{connection.vendor}")
    uses = worst_inputs.uses()
    patterns = _report("pattern", [(use.name, use.run, worst_inputs.texts(use.pattern)) for use in uses])
    rows = [(rule.name, lambda text, r=rule: r.finds(claims.Sentence(text, False))) for rule in claims.RULES]
    texts = [*worst_inputs.general(), worst_inputs.repeating(largest_draft.asking_every_rule())]
    kept = [patterns, _report("rule", [(name, run, texts) for name, run in rows]), pages()]
    return 0 if all(kept) else 1


def _report(what, rows):
    """Print the slowest of some readers with its worst text; return whether all are within the limit."""
    found = [(*worst(run, texts), name) for name, run, texts in rows]
    found.sort(reverse=True)
    for milliseconds, text, name in found[:5]:
        print(f"{what} {name}: {milliseconds:.1f} ms for {text}")
    print(f"{len(found)} of kind {what}; limit {OF_A_PATTERN} ms for {LENGTH:,} characters")
    return found[0][0] <= OF_A_PATTERN


def worst(run, texts):
    """Return (milliseconds, the text's name) of the text of LENGTH characters that costs most."""
    texts = sorted(texts, key=lambda text: -worst_inputs.cost(run, text(LENGTH // 10)))[:5]
    turns = [[worst_inputs.cost(run, text(LENGTH)) for _turn in range(TURNS)] for text in texts]
    return max((min(costs) * 1000, text.name) for costs, text in zip(turns, texts, strict=True))


@override_settings(
    STORAGES={
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    SECURE_SSL_REDIRECT=False,
    SESSION_COOKIE_SECURE=False,
    STAFF_SECOND_FACTOR=False,
)
def pages():
    """Print what the rules and each page need for the largest draft; return whether all are in the limit."""
    slowest = longest = 0
    for unit in ATTACKS:
        document = largest_draft.filled(unit)
        size = sum(len(text) for _step, _path, text in rules.texts.texts(document))
        spent = _milliseconds(partial(_read_anew, document))
        print(f"{size:,} characters of {unit[:20]!r}: texts read in {spent:.0f} ms, ", end="")
        client, owner = Client(), factories.user()
        factories.submission(owner=owner, submitted=False)
        row = owner.submissions.get()
        row.document = documents.to_json(document)
        row.save()
        client.force_login(owner)
        addresses = ["/listing/", *(f"/listing/{row.pk}/{step}/" for step in documents.STEPS)]
        costs = {address: _milliseconds(partial(client.get, address)) for address in addresses}
        print(", ".join(f"{address} {cost:.0f}" for address, cost in costs.items()))
        slowest, longest = max(slowest, *costs.values()), max(longest, spent)
    print(f"slowest page {slowest:.0f} ms, longest reading {longest:.0f} ms (limit of each {OF_A_PAGE})")
    return max(slowest, longest) <= OF_A_PAGE


def _read_anew(document):
    claims._findings.cache_clear()
    list(rules.texts.findings(document))


def _milliseconds(run):
    run()
    spent = []
    for _turn in range(TURNS):
        start = time.process_time()
        run()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    sys.exit(main())
