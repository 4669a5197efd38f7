"""The commands of docs/operate.md, run in order on a copy of this machine, or in a bare root.

The copy is an overlay in a mount and process namespace of its own: it has the system's nginx and PostgreSQL
(ports 80 and 443 must be free), and nothing is left behind. `OPERATE_ROOT=FOLDER` names a bare Debian root
instead (made by debootstrap or mmdebstrap), whose packages are then installed for real; it is used up.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operate.md").read_text()
BLOCK = re.compile(r"^```sh([a-z ]*)\n(.*?)^```", re.M | re.S)
BARE = os.environ.get("OPERATE_ROOT", "")
PACKAGES = (
    next(body for kind, body in BLOCK.findall(PAGE) if kind.strip() == "packages")
    .split("--yes", 1)[1]
    .split()
)
VALUES = """
NAME=psychly.example
SOURCE=/source
ADMIN=you@psychly.example
EMAIL_URL=file:///var/lib/psychly/mail
"""
#: Done before the page: the shell stops at the first error, and `systemctl` is the pretended one.
BEFORE = """
set -eux -o pipefail
export DEBIAN_FRONTEND=noninteractive HOME=/root
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
ip link set lo up 2>/dev/null || true
{values}
"""
#: Between the packages and the page: the database server runs, as on a machine that has just installed it.
SERVICES = """
ln -sf /usr/local/bin/pretended-systemctl /usr/local/bin/systemctl
python3 /opt/pretended_systemd.py serve > /tmp/supervisor.log 2>&1 &
sleep 1
pg_lsclusters -h | while read -r version cluster rest; do pg_dropcluster --stop "$version" "$cluster"; done
version=$(ls /usr/lib/postgresql | sort -n | tail -1)
pg_createcluster "$version" main --port 5432 --pgoption listen_addresses= --start -- --no-sync
"""
#: A site that began with SQLite, for the section that moves it.
ON_SQLITE = """
DATABASE_URL= psychly upgrade
DATABASE_URL= psychly make_administrator moved@psychly.example
"""
AFTER_MOVING = """
psychly sign_in_link moved@psychly.example
curl --silent --show-error --fail --insecure --resolve "$NAME:443:127.0.0.1" "https://$NAME/readyz"
psychly make_administrator "$ADMIN"
psychly shell --no-imports -c '
from allauth.mfa.models import Authenticator as A; from psychly.models import User
user = User.objects.get(email="you@psychly.example")
A.objects.create(user=user, type=A.Type.TOTP, data={"secret": "x"})'
"""
END = """
systemctl stop nginx psychly.service psychly-worker@mail.service psychly-worker@default.service
set +x
echo; echo THE PAGE HOLDS
"""


def why_not():
    """Why this cannot be run here, or ""."""
    if connection.vendor != "sqlite":
        return "it brings its own PostgreSQL: once is enough"
    if os.geteuid() != 0:
        return "needs root"
    if (
        shutil.which("unshare") is None
        or subprocess.run(["unshare", "-mnpf", "true"], capture_output=True).returncode
    ):
        return "this machine allows no namespaces of its own"
    if BARE:
        return ""
    if shutil.which("dpkg-query") is None:
        return "this is no Debian"
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}\n", *PACKAGES]
    done = subprocess.run(query, capture_output=True, text=True)
    lacking = done.returncode or set(done.stdout.split()) != {"installed"}
    return f"not all packages of the page are installed: {' '.join(PACKAGES)}" if lacking else ""


def script():
    """The page as one script of the shell."""
    parts = [BEFORE.format(values=VALUES)]
    for kind, body in BLOCK.findall(PAGE):
        match kind.strip():
            case "packages":
                parts += [body if BARE else "", SERVICES]
            case "":
                parts.append(body)
            case "move":
                parts += [ON_SQLITE, body, AFTER_MOVING]
            case "second factor":
                parts.append(body)
    return "\n".join([*parts, END])


def source_to(folder):
    """Lay the source of this very tree, uncommitted changes too, where the page clones it from."""
    folder.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    identity = ["-c", "user.name=Page", "-c", "user.email=page@psychly.example"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "The page"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


@pytest.mark.slow
def test_the_page_to_deploy_by_holds_from_its_first_command_to_its_last(tmp_path):
    if reason := why_not():
        pytest.skip(reason)
    root = Path(BARE) if BARE else tmp_path / "merged"
    laid = root if BARE else tmp_path / "upper"
    for name in ("upper", "work", "merged"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name).chmod(0o755)  # the root of the page's machine, which everybody may enter
    source_to(laid / "source")
    for path, text in {
        "opt/pretended_systemd.py": (ROOT / "tests" / "pretended_systemd.py").read_text(),
        "usr/local/bin/pretended-systemctl": '#!/bin/sh\nexec python3 /opt/pretended_systemd.py "$@"\n',
        "opt/page.sh": script(),
    }.items():
        (laid / path).parent.mkdir(parents=True, exist_ok=True)
        (laid / path).write_text(text)
    (laid / "usr/local/bin/pretended-systemctl").chmod(0o755)
    for name in ("resolv.conf", "pip.conf"):
        if BARE and Path("/etc", name).exists():
            shutil.copy(Path("/etc", name), laid / "etc" / name)
    overlay = f"lowerdir=/,upperdir={tmp_path}/upper,workdir={tmp_path}/work"
    # The network is shared: packages come through it.
    inside = [
        "set -e",
        "" if BARE else f"mount -t overlay overlay -o {overlay} {root}",
        f"mount --rbind /dev {root}/dev; mount -t proc proc {root}/proc",
        f"mount -t tmpfs tmpfs {root}/run; mkdir -p {root}/run/lock",
        f"exec chroot {root} /bin/bash /opt/page.sh",
    ]
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c", "\n".join(inside)]
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "CURL_"))}
    environ = {**kept, "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if folder := os.environ.get("OPERATE_LOG"):
        Path(folder).write_text(done.stdout + "\n=====\n" + done.stderr)
    assert "THE PAGE HOLDS" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]


def test_every_block_of_the_page_says_whether_it_is_run():
    kinds = {kind.strip() for kind, _body in BLOCK.findall(PAGE)}
    assert kinds == {"", "values", "packages", "by hand", "move", "second factor"}
    assert PAGE.count("```") == 2 * len(BLOCK.findall(PAGE))


def test_the_page_names_nothing_that_is_not_there():
    """Units, files and commands of ours that the page speaks of exist."""
    for path in re.findall(r"(?:current/)?(deploy/[\w./-]+\w)", PAGE):
        assert (ROOT / path).exists() or path == "deploy/tls" or path.startswith("deploy/tls/"), path
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")} | {"check"}
    named = set(re.findall(r"(?:psychly|manage\.py) ([a-z_]{4,})(?= |`|\n)", PAGE)) - {"psychly"}
    assert named - commands <= {"here"}, named - commands
    for unit in re.findall(r"[\w@-]*psychly[\w@-]*\.(?:service|socket|timer|mount)", PAGE):
        assert (ROOT / "deploy" / "systemd" / re.sub(r"@\w+\.", "@.", unit)).exists(), unit
