"""Backups in a bucket of their own, which the five variables BACKUP_S3_… name: `bucket:FOLDER` for a folder.

Whoever may delete photos need not be able to delete backups, so they are not those of S3_….
"""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File

from psychly.web.bucket_storage import CLIENT, BucketStorage

BEGINNING = "bucket:"
#: Nobody waits for a backup as for a page, and one lost request must not end it.
PATIENT = CLIENT.merge(Config(read_timeout=60, retries={"max_attempts": 4, "mode": "standard"}))  # seconds


class NotReached(Exception):
    """The bucket did not do what was asked; its text is one clear sentence."""


def is_address(folder):
    """Whether it names a folder in the bucket, and none of this machine."""
    return str(folder).startswith(BEGINNING)


class BackupBucket:
    """A folder in the bucket of backups, `bucket:FOLDER` or `bucket:` for its top."""

    def __init__(self, address):
        """Raise NotReached when no bucket is named, or no folder in it."""
        if settings.BACKUP_BUCKET is None:
            raise NotReached(f"{address} lies in a bucket, and no BACKUP_S3_… names one.")
        self.name = settings.BACKUP_BUCKET["bucket_name"]
        folder = str(address).removeprefix(BEGINNING).strip("/")
        if {"..", ".", ""} & set(folder.split("/")) and folder:
            raise NotReached(f"{address} names no folder in a bucket: write it like {BEGINNING}nightly.")
        self.prefix = f"{folder}/" if folder else ""
        self._storage = BucketStorage(**settings.BACKUP_BUCKET, client_config=PATIENT)

    def names(self):
        """The names of what lies in the folder itself."""
        with self._said("answer"):
            return self._storage.listdir(self.prefix)[1]

    def put(self, path):
        """Copy a file there and compare its size; raises NotReached, and then half of it is not there."""
        key = self.prefix + path.name
        with self._said(f"take {path.name}"), path.open("rb") as file:
            self._storage.save(key, File(file))
            arrived = self._storage.size(key)
        if arrived != (sent := path.stat().st_size):
            self.delete(path.name)
            raise NotReached(f"Of {path.name} {arrived} of {sent} bytes arrived in the bucket {self.name}.")

    def fetch(self, name, folder):
        """Copy a file from there into a folder of this machine, not through memory; return its path."""
        path = folder / name
        with self._said(f"give {name}"):
            self._storage.bucket.download_file(self.prefix + name, str(path))
        return path

    def delete(self, name):
        """Delete a file there."""
        with self._said(f"delete {name}"):
            self._storage.delete(self.prefix + name)

    @contextmanager
    def _said(self, what):
        try:
            yield
        except (BotoCoreError, Boto3Error, ClientError) as error:
            code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
            why = code or type(error).__name__
            raise NotReached(f"The bucket {self.name} did not {what}: {why}.") from error
