"""Photos in a bucket, by a client that gives up soon: its own patience is minutes, and a page waits along."""

from botocore.config import Config
from storages.backends.s3 import S3Storage

CLIENT = Config(
    connect_timeout=2,  # seconds, as the next
    read_timeout=10,
    retries={"max_attempts": 1},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
)


class BucketStorage(S3Storage):
    """django-storages' storage; a name is written over, because no name is used for other pixels."""

    def get_default_settings(self):
        """The library's, with our client."""
        return {**super().get_default_settings(), "client_config": CLIENT, "file_overwrite": True}
