"""What reading pictures costs, each in a process of its own: `python -m tests.picture_costs FOLDER`.

Prints JSON: for each file of the folder the growth of memory in bytes, the seconds of the processor, and the
seconds of one plain decode of the same file in the same process: open, decode, convert to RGB. Then the same
of making the sizes.
"""

import json
import os
import resource
import sys
from pathlib import Path

import tests.engine  # noqa: F401  (gives the settings what they ask for)

import django  # isort: skip

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from django.core.files import File  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from PIL import Image  # noqa: E402

from providers.photos import decoding, heic  # noqa: E402
from tests import pictures  # noqa: E402

UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of ru_maxrss
HEIC_ALONE = [sys.executable, "-c", "import sys, pi_heif; pi_heif.open_heif(sys.argv[1]).to_pillow()"]


def main(folder):
    """Measure every file of a folder."""
    decoding.read_photo(
        SimpleUploadedFile("a.jpg", pictures.photo())
    )  # so that what is loaded once is loaded
    print(json.dumps({path.name: measured(path) for path in sorted(Path(folder).iterdir())}))


def measured(path):
    """Return what one file costs: reading it, and making its sizes, each in a fork of this process."""
    figures = forked(costs, path)
    return figures | forked(costs_of_sizes, path) if figures["is_taken"] else figures


def forked(measure, path):
    """Return the figures of `measure` from a fork of this process."""
    out, into = os.pipe()
    if child := os.fork():
        os.close(into)
        with os.fdopen(out) as answer:
            figures = json.loads(answer.read())
        os.waitpid(child, 0)
        return figures
    with os.fdopen(into, "w") as answer:
        answer.write(json.dumps(measure(path)))
    os._exit(0)


def costs_of_sizes(path):
    """Make the sizes of a file that is taken."""
    content = path.with_suffix(".kept").read_bytes()
    before = peak()
    seconds = timed(lambda _path: list(decoding.sizes(content)), path)
    return {"sizes_memory": peak() - before, "sizes_seconds": seconds}


def costs(path):
    """Read a file the way the site does, then decode it plainly; each twice, the lesser counts."""
    before = peak()
    beside = []  # the most of this process and of the decoder that it started, while both were there

    def watched(*args, plain=heic.as_png, **kwargs):
        try:
            return plain(*args, **kwargs)
        finally:
            beside.append(peak() + peak(resource.RUSAGE_CHILDREN))

    heic.as_png = watched
    is_taken = read(path)
    figures = {"is_taken": is_taken, "memory": max([peak(), *beside]) - before}
    if is_taken:
        figures["seconds"] = min(timed(read, path) for _ in range(2))
        figures["plain"] = min(timed(decode, path) for _ in range(2))
    return figures


def read(path):
    """Whether the site takes the file."""
    try:
        with path.open("rb") as file:
            photo = decoding.read_photo(File(file))
    except ValidationError:
        return False
    path.with_suffix(".kept").write_bytes(photo.content)
    return True


def decode(path):
    """Decode a file as any program would."""
    if heic.is_heic(path.read_bytes()[:32]):
        os.waitpid(os.posix_spawn(HEIC_ALONE[0], [*HEIC_ALONE, str(path)], os.environ), 0)
    else:
        Image.open(path).convert("RGB")


def timed(action, path):
    """Return the seconds of the processor that an action takes, in this process and those it starts."""
    before = os.times()
    action(path)
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def peak(whose=resource.RUSAGE_SELF):
    """Return the most memory so far, in bytes, of this process or of the largest that it started."""
    return resource.getrusage(whose).ru_maxrss * UNIT


if __name__ == "__main__":
    main(sys.argv[1])
