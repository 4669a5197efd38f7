"""What keeps personal data out of the logs."""

import logging
import traceback


class WithoutValues(logging.Formatter):
    """Formats an exception as its frames and its class: its message may quote what somebody typed."""

    def formatException(self, exc_info):
        """Return where it happened, innermost last, and the name of the exception's class."""
        kind, _error, frames = exc_info
        places = [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(frames)]
        return "\n".join([*places, f"{kind.__module__}.{kind.__qualname__}"])
