"""Archives of plain files alone. Python has a filter for that since 3.11.4; Debian 12 has an older one."""

import shutil
import tarfile
from pathlib import Path, PurePosixPath


class Unsafe(Exception):
    """An archive holds something else than plain files below one folder; its text is one clear sentence."""


def check(path):
    """Read an archive from end to end; raise Unsafe when it is none, or holds what has no place in it."""
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                _judge(path, member)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unsafe(f"{path} cannot be unpacked: {error}.") from error


def files_in(path):
    """Yield (name, content) of each file of an archive; raise Unsafe."""
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                _judge(path, member)
                with archive.extractfile(member) as file:
                    yield member.name, file.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unsafe(f"{path} cannot be unpacked: {error}.") from error


def unpack(path, folder):
    """Write the files of an archive of files without folders into a folder; raise Unsafe.

    They are copied bit by bit: a dump of the database may be larger than the memory.
    """
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                _judge(path, member)
                with archive.extractfile(member) as content, Path(folder, member.name).open("xb") as file:
                    shutil.copyfileobj(content, file)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unsafe(f"{path} cannot be unpacked: {error}.") from error


def _judge(path, member):
    name = PurePosixPath(member.name)
    if not member.isreg() or name.is_absolute() or ".." in name.parts:
        raise Unsafe(f"{path} holds {member.name!r}, which is no plain file below it.")
