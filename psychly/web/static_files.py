"""Where static files go: joined by pipeline, hashed, compressed by WhiteNoise."""

from pipeline.storage import PipelineMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(PipelineMixin, CompressedManifestStaticFilesStorage):
    """One stylesheet out of the layers, every file under a name that holds its hash."""
