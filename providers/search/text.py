"""Words: the text of listings, searched the same way on both engines, and misspelt names.

Text is folded to ASCII words in Python when stored and when asked for, because the engines' own
tokenizers differ. This is the only module in which SQLite and PostgreSQL take different SQL.
"""

import bisect

from django.db import models
from django.utils.translation import gettext_lazy as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from providers.folding import fold
from providers.models.provider import Provider

MAX_ALTERNATIVES = 5


class SearchText(models.Model):
    """The public words of one listing, folded."""

    provider = models.OneToOneField(Provider, models.CASCADE, primary_key=True, related_name="+")
    body = models.TextField(_("words"))

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self):
        return f"{self.provider_id}"


class Word(models.Model):
    """A word that some listing uses; misspelt words are corrected to those that are part of a name."""

    word = models.CharField(_("word"), max_length=100)
    is_name = models.BooleanField(_("part of a name"), default=False)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = [models.UniqueConstraint(fields=["word", "is_name"], name="one_row_a_word")]

    def __str__(self):
        return self.word


@SearchText._meta.get_field("body").register_lookup
class _Words(models.Lookup):
    """`body__words=[["johnson", "jonson"], ["ketamine"]]`: one of each group begins a word of the text."""

    lookup_name = "words"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_sqlite(self, compiler, connection):
        """Ask the FTS5 table."""
        lhs, params = self.process_lhs(compiler, connection)
        query = " AND ".join("(" + " OR ".join(f'"{word}"*' for word in group) + ")" for group in self.rhs)
        pk = lhs.replace('"body"', '"provider_id"')
        found = "SELECT rowid FROM providers_words WHERE providers_words MATCH %s"
        return f"{pk} IN ({found})", [*params, query]

    def as_postgresql(self, compiler, connection):
        """Ask the GIN index."""
        lhs, params = self.process_lhs(compiler, connection)
        query = " & ".join("(" + " | ".join(f"{word}:*" for word in group) + ")" for group in self.rhs)
        return f"to_tsvector('simple', {lhs}) @@ to_tsquery('simple', %s)", [*params, query]


def matching(groups):
    """Return a subquery of the providers whose text has a word of each group (see `understand`)."""
    return SearchText.objects.filter(body__words=groups).values("provider")


def understand(text):
    """Return the groups of alternative words that a text asks for; [] when it holds no word.

    A word that begins no word of any listing is taken as misspelt: its group holds the nearest words of
    names (one letter off up to five letters, else two). One query.
    """
    words = fold(text).split()
    return [_known_words().alternatives(word) for word in dict.fromkeys(words)] if words else []


def of(provider):
    """Return the (name words, all public words) of a provider read `for_index()`, folded."""
    names = [provider.display_name, provider.lead_name, *(place.name for place in provider.locations.all())]
    more = [
        provider.credentials,
        provider.get_role_display(),
        provider.approach,
        provider.first_visit,
        provider.about,
        *(place.city for place in provider.locations.all()),
        *(offer.treatment.name for offer in provider.offers.all()),
    ]
    name = fold(" ".join(names))
    return name, fold(" ".join([name, *map(str, more)]))


def write(providers):
    """Store the words of these providers (read `for_index()`) in place of what was stored."""
    texts, words = [], set()
    for provider in providers:
        name, body = of(provider)
        texts.append(SearchText(provider=provider, body=body))
        words |= {(word[:100], True) for word in name.split()}
        words |= {(word[:100], False) for word in body.split()}
    SearchText.objects.bulk_create(texts, batch_size=500)
    Word.objects.bulk_create(
        [Word(word=word, is_name=is_name) for word, is_name in sorted(words)],
        batch_size=1000,
        ignore_conflicts=True,
    )


class KnownWords:
    """The words of all listings in memory; new ones are read when asked, by primary key."""

    def __init__(self):
        self.last, self.words, self.names = (0, "", False), [], []

    def refresh(self):
        """Read the words that were added since; one query. Start over when the table was emptied."""
        rows = list(
            Word.objects.filter(pk__gte=self.last[0]).order_by("pk").values_list("pk", "word", "is_name")
        )
        if self.last[0] and self.last not in rows[:1]:
            self.__init__()
            return self.refresh()
        if rows and rows[-1] != self.last:
            new = rows[1:] if self.last[0] else rows
            self.last = rows[-1]
            self.words = sorted({*self.words, *(word for _pk, word, _is_name in new)})
            self.names += [word for _pk, word, is_name in new if is_name]
        return self

    def alternatives(self, word):
        """Return the words to look for in place of one: itself, unless it begins no known word."""
        index = bisect.bisect_left(self.words, word)
        if index < len(self.words) and self.words[index].startswith(word):
            return [word]
        allowed = 1 if len(word) <= 5 else 2
        near = process.extract(word, self.names, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        if len(word) < 3 or not near:
            return [word]
        best = min(distance for _name, distance, _index in near)
        names = sorted(name for name, distance, _index in near if distance == best)
        names.sort(key=lambda name: name[0] != word[0])
        return names[:MAX_ALTERNATIVES]


_known = KnownWords()


def _known_words():
    return _known.refresh()
