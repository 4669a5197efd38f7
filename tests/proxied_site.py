"""A whole site on loopback: the nginx of `deploy/nginx/` in front, and the socket that systemd would hold.

The files are those that an operator copies; only paths, ports and the certificate are others.
"""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

from tests.kept_database import KeptDatabase

ROOT = Path(__file__).resolve().parent.parent
NGINX = ROOT / "deploy" / "nginx"
HOST = "psychly.example"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
FILLING = """
from tests import factories
owner = factories.user("ines@mail.example")
factories.listed_provider(slug="ines", display_name="Ines Example", owner=owner)
factories.reference(); factories.article(slug="sleep")
print(factories.session(owner))
"""


def free_port():
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class ProxiedSite:
    """nginx, gunicorn and an SQLite site below one folder; `close` ends what was started."""

    def __init__(self, folder):
        self.folder = folder
        self.http, self.https = free_port(), free_port()
        self.var = folder / "var"
        self.log = folder / "log" / "access.log"
        for name in ("var", "log", "cache", "run"):
            (folder / name).mkdir()
        self.environ = {
            **os.environ,
            "VAR_DIR": str(self.var),
            "DATABASE_URL": f"sqlite:///{self.var}/psychly.sqlite3",
            "SITE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "TRUSTED_PROXY_COUNT": "1",
            "EMAIL_URL": f"file://{self.var}/mail",
        }
        self.site = self.nginx = None

    def prepare(self):
        """Fill the site."""
        KeptDatabase("sqlite").lay_at(self.var / "psychly.sqlite3")
        for command in (
            ["migrate"],
            ["createcachetable"],
            ["load_legal_status"],
            ["collectstatic", "--noinput"],
        ):
            self.manage(*command)
        self.manage("render_error_pages")
        self.session = self.manage("shell", "--no-imports", "-c", FILLING).strip()
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(self.folder / "run" / "site.sock"))
        self.listening.listen(2048)
        write_nginx(self.folder, self.var, (self.http, self.https))

    def manage(self, *arguments):
        """Run a command of the site; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_site(self):
        """Start gunicorn on the socket, as systemd would hand it over."""
        held = self.listening.fileno()
        handed = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"'
        self.site = subprocess.Popen(
            ["/bin/sh", "-c", handed, sys.executable, "-m", "gunicorn", "psychly.wsgi"],
            cwd=ROOT,
            env=self.environ,
            preexec_fn=lambda: os.dup2(held, 3),
            pass_fds=(3,),
        )

    def stop_site(self):
        """Stop it as systemd does."""
        self.site.terminate()
        self.site.wait(30)

    def start_nginx(self):
        """Check the configuration and start."""
        config = str(self.folder / "nginx.conf")
        checked = subprocess.run(["nginx", "-t", "-c", config], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        self.nginx = subprocess.Popen(["nginx", "-c", config, "-g", "daemon off;"])
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.https)):
                return
            time.sleep(0.1)
        raise RuntimeError("nginx does not listen")

    def close(self):
        """End both."""
        for process in (self.nginx, self.site):
            if process and process.poll() is None:
                process.terminate()
                process.wait(30)

    def client(self, **options):
        """A browser that knows where the name leads."""
        return httpx.Client(verify=False, base_url=f"https://127.0.0.1:{self.https}", timeout=300, **options)

    def get(self, path, **headers):
        """Ask for one page."""
        return self.send("GET", path, headers=headers)

    def send(self, method, path, *, headers=None, content=None):
        """Send one request over a connection of its own."""
        with self.client() as client:
            return client.request(
                method,
                path,
                headers={"Host": HOST, **(headers or {})},
                content=content,
                extensions={"sni_hostname": (headers or {}).get("Host", HOST)},
            )

    def cached(self):
        """What nginx said of its cache at the newest request: HIT, MISS, BYPASS, EXPIRED or -."""
        time.sleep(0.05)  # the line is written after the answer
        return self.log.read_text().splitlines()[-1].rpartition(" ")[2]

    def connect(self):
        """A bare connection with TLS."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.https)), server_hostname=HOST)


def write_nginx(folder, var, ports, upstream=""):
    """Write `nginx.conf` and the files of `deploy/nginx/` into a folder, with its paths and ports.

    `upstream` are the lines that name several hosts in place of the one socket.
    """
    key, certificate = folder / "key.pem", folder / "cert.pem"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST}".split()
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *files], check=True, capture_output=True)
    replaced = {
        "/etc/letsencrypt/live/psychly.example/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/psychly.example/privkey.pem": str(key),
        "/etc/nginx/psychly/locations.conf": str(folder / "locations.conf"),
        "    server unix:/run/psychly/site.sock;": upstream or f"    server unix:{folder}/run/site.sock;",
        "/var/cache/psychly": str(folder / "cache"),
        "/var/lib/psychly": str(var),
        "/var/log/psychly": str(folder / "log"),
        "proxy_read_timeout       35s": "proxy_read_timeout 300s",  # a machine of tests may be busy
    }
    for name in ("psychly.conf", "locations.conf", "site.conf"):
        text = (NGINX / name).read_text()
        for old, new in replaced.items():
            text = text.replace(old, new)
        text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{ports[0]}", text)
        text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{ports[1]}", text)
        text = re.sub(r"\n *listen \[::\].*", "", text)
        if not BROTLI.exists():
            text = text.replace("    brotli_static on;", "    #")
        (folder / name).write_text(text)
    lines = [f"load_module {BROTLI};"] if BROTLI.exists() else []
    lines += ["user root;"] if os.geteuid() == 0 else []
    lines += [
        f"pid {folder}/nginx.pid;",
        f"error_log {folder}/log/start.log;",
        "worker_processes 1;",
        "events { worker_connections 1024; }",
        "http {",
        "include /etc/nginx/mime.types;",
        f"include {folder}/psychly.conf;",
        f"include {folder}/site.conf;",
        "}",
    ]
    (folder / "nginx.conf").write_text("\n".join(lines))


def is_possible():
    """Whether nginx and openssl are on this machine."""
    return bool(shutil.which("nginx") and shutil.which("openssl"))
