"""The one door through which a public listing changes, whoever changes it.

Lock, change, version, photo, record, search index, mail: none of them can be forgotten, and all are kept or
none is.
"""

from contextlib import contextmanager

from providers.local_days import states_of, today_in
from providers.search.reindex import reindexing


@contextmanager
def public_change(provider, *, confirms, record, mail):
    """Hold `provider`, a row that is stored or a new one, and let the block set its columns and its children.

    `confirms` says whether the change counts as a confirmation that everything on the listing holds. `record`
    keeps who did what, `mail` tells the owner: functions of the changed provider, or None. A block that
    raises leaves everything as it was, though not the object in memory.
    """
    with reindexing(provider):
        before = provider.photos
        yield provider
        provider.version += 1
        if confirms:
            provider.confirmed_on = today_in(*states_of(provider.listing))
        provider.save()
        kept = provider.photos
        for pk in before.keys() - kept.keys():
            before[pk].hide()  # erased later, when nothing uses it
        provider.show_photos_if_public()
        if record:
            record(provider)
        if mail:
            mail(provider)
