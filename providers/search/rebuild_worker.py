"""What the reading processes of a rebuild run: it reads and shapes, and sends what it has shaped.

It starts from nothing, so nothing of the site is imported before Django is ready.
"""

import gc
import signal

import django


def send(pipe, database, batches):
    """Send the `index.Rows` of each batch (a lookup of keys), or in the end, as text, what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who writes, who then ends this one
    gc.disable()  # millions of tuples come and go, none in a circle: the search for circles is for nothing
    try:
        django.setup()
        from django.db import connection

        connection.settings_dict["NAME"] = database
        for rows in shape_in_worker(batches):
            pipe.send(rows)
    except BrokenPipeError:
        pass  # nobody waits for more
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")


def shape_in_worker(batches):
    """Yield the `index.Rows` of each batch (a lookup of keys), a word only in the first that holds it."""
    from providers.search import index

    known = set()
    for batch in batches:
        rows = index.shape_rows(batch)
        rows.words -= known
        known |= rows.words
        yield rows
