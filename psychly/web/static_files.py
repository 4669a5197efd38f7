"""Where static files go: joined by pipeline, hashed, compressed by WhiteNoise."""

from django.conf import settings
from pipeline.storage import PipelineMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(PipelineMixin, CompressedManifestStaticFilesStorage):
    """One stylesheet out of the layers, every file under a name that holds its hash.

    The manifest is read once, so the address of a file is worked out once: a page asks for up to ten.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._addresses = {}

    def url(self, name, force=False):
        """The address of a file, as Django works it out."""
        asked = name, force, settings.DEBUG
        if asked not in self._addresses:
            self._addresses[asked] = super().url(name, force)
        return self._addresses[asked]

    def post_process(self, *args, **kwargs):
        """Hash what was collected; addresses from before hold no more."""
        self._addresses.clear()
        yield from super().post_process(*args, **kwargs)
        self._addresses.clear()
