"""Backups that only the holder of a key can read: one file, encrypted by age (https://age-encryption.org).

BACKUP_KEYS holds public keys, so the machine that makes a backup need not be able to open it.
"""

import subprocess
import tarfile

from psychly.running import unpacking

ENDING = ".tar.age"


class NotSealed(Exception):
    """age did not do what was asked; its text is one clear sentence."""


def seal(folder, target, keys):
    """Write the files of a folder, encrypted for each of the public keys, into the file `target`.

    The archive lies beside the folder meanwhile, as readable as that is.
    """
    plain = folder.with_name(f"{folder.name}.tar")
    partial = target.with_name(f"{target.name}.partial")
    try:
        with tarfile.open(plain, "w") as archive:
            for path in sorted(folder.iterdir()):
                archive.add(path, path.name)
        _age(*[word for key in keys for word in ("--recipient", key)], "--output", partial, plain)
        partial.rename(target)
    finally:
        plain.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def unseal(path, folder, identity):
    """Decrypt the file `path` with the private key in the file `identity`, and unpack it into a folder."""
    plain = folder / "sealed.tar"
    try:
        _age("--decrypt", "--identity", identity, "--output", plain, path)
        unpacking.unpack(plain, folder)
    except unpacking.Unsafe as error:
        raise NotSealed(f"{path} holds no backup: {error}") from error
    finally:
        plain.unlink(missing_ok=True)


def _age(*arguments):
    try:
        done = subprocess.run(["age", *arguments], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotSealed("age is not installed: it encrypts and decrypts backups.") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["failed without a word"]
        raise NotSealed(said[0] if said[0].startswith("age:") else f"age: {said[0]}")
