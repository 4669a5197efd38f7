"""How far a listing has come, step by step, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.steps.step import TITLES
from providers.document.schema import STEPS


@dataclass(frozen=True)
class Stage:
    """One step in the list beside the form. `look` is done, now, part or todo."""

    name: str
    address: str
    title: str
    look: str
    words: str
    is_current: bool


def progress_of(submission, problems, current):
    """Return a Stage for each step of a submission."""
    return [_stage(submission, problems, name, name == current) for name in STEPS]


def current(progress):
    """The stage that is open."""
    return next(stage for stage in progress if stage.is_current)


def _stage(submission, problems, name, is_current):
    missing = len({p.path for p in problems if p.step == name and p.stops})
    started = name in submission.document
    if name == "review":
        words = _("When the rest is complete")
    elif not started:
        words = _("Not started")
    elif missing:
        words = ngettext("%d answer missing", "%d answers missing", missing) % missing
    else:
        words = _("Complete")
    is_done = started and not missing
    look = "now" if is_current else "done" if is_done else "part" if started else "todo"
    address = submission.address_of(name) + ("?check=1" if started and missing else "")
    return Stage(name, address, TITLES[name], look, words, is_current)
