"""The difference of two documents, and how a change meets another change of the same listing."""

from dataclasses import dataclass, fields, replace

from providers.document.schema import Document


@dataclass(frozen=True)
class Change:
    """One field that differs; `before` and `after` are values of the documents."""

    step: str
    name: str
    before: object
    after: object

    @property
    def path(self):
        """The field's place in the document."""
        return (self.step, self.name)

    @property
    def added(self):
        """Items of a list that are new."""
        return _only(self.after, self.before)

    @property
    def removed(self):
        """Items of a list that are gone."""
        return _only(self.before, self.after)


def _only(these, those):
    return [item for item in these if item not in those] if isinstance(these, list) else []


def diff(old, new):
    """Return the Changes from one document to another; what is agreed to (review) is not compared."""
    return [
        Change(part.name, item.name, before, after)
        for part in fields(Document)
        if part.name != "review"
        for item in fields(getattr(old, part.name))
        if (before := getattr(getattr(old, part.name), item.name))
        != (after := getattr(getattr(new, part.name), item.name))
    ]


def merge(base, proposed, current):
    """Return `current` with the changes from `base` to `proposed`, and the paths changed on both sides.

    A path that both sides changed to the same value is no conflict.
    """
    mine = diff(base, proposed)
    theirs = {change.path: change.after for change in diff(base, current)}
    clashes = [c.path for c in mine if c.path in theirs and theirs[c.path] != c.after]
    parts = {}
    for change in mine:
        part = parts.get(change.step, getattr(current, change.step))
        parts[change.step] = replace(part, **{change.name: change.after})
    return replace(current, **parts, review=proposed.review), clashes
