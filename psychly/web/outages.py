"""Which errors mean that the database or a disk does not serve just now, and that nobody made a mistake.

A full disk, a database that may only be read, one that is down or busy for too long, a bucket that does not
answer: each is over sooner or later, so the answer is 503 and "try again". A fault of ours stays one: 500.
"""

import errno
import sqlite3

from django.db import InterfaceError, InternalError, OperationalError

#: Of SQLite (https://www.sqlite.org/rescode.html); a missing table is SQLITE_ERROR, a fault of ours.
SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
}
#: The first letters of PostgreSQL's SQLSTATE (its documentation, appendix A): connection, read-only
#: transaction, deadlock and serialization, no resources, not available, taken down, error of the system.
POSTGRESQL_STATES = ("08", "25006", "40", "53", "55P03", "57", "58")
#: The packages that raise what a bucket of photos says, named and not imported: most sites have no bucket.
BUCKET_CLIENTS = ("botocore.", "boto3.", "s3transfer.")
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_outage(error):
    """Whether an error, or the one it was raised from or during, says that storage does not serve."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _says_so(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_so(error):
    if type(error).__module__.startswith(BUCKET_CLIENTS):
        return True
    if isinstance(error, OSError):
        return error.errno in DISK_ERRORS
    if not isinstance(error, OperationalError | InterfaceError | InternalError):
        return False
    said = error.__cause__  # by the driver
    if isinstance(said, sqlite3.Error):
        code = getattr(said, "sqlite_errorcode", None)  # one that the driver itself raised has none
        return code is not None and code & 0xFF in SQLITE_CODES  # the upper bits refine it
    if state := getattr(said, "pgcode", None):
        return state.startswith(POSTGRESQL_STATES)
    return not isinstance(error, InternalError)  # no connection, so no code
