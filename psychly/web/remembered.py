"""What a process remembers of what hardly ever changes, and the one way in which it forgets."""


class Remembered:
    """A value that is read once for each version of what it was read from.

    `version()` is asked each time and has to be cheap; `read()` is called when it answers anything new. Two
    threads that come at once may both read: the value is replaced as a whole and never changed.
    """

    def __init__(self, version, read):
        self._version, self._read = version, read
        self.forget()

    def get(self):
        """Return the value as of the version that holds now."""
        version = self._version()
        kept = self._kept
        if kept is None or kept[0] != version:
            kept = self._kept = version, self._read()
        return kept[1]

    def forget(self):
        """Read anew at the next question, whatever the version says."""
        self._kept = None
