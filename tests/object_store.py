"""A stand-in for an S3 server, for the requests that a backup sends: put, get, head, list and delete."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


def _without_frames(body):
    """The content of a body in AWS's chunks: each its length in hex and its bytes, the last of none."""
    content = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        if not (length := int(size.partition(b";")[0], 16)):
            break
        content, body = content + body[:length], body[length + 2 :]
    return content


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        """Say nothing."""

    def _answer(self, status, body=b"", size=None):
        self.send_response(status)
        self.send_header("Content-Length", len(body) if size is None else size)
        self.send_header("Last-Modified", "Mon, 30 Nov 2026 08:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def _asked(self):
        """The key that is asked for, without its bucket, and the query."""
        parts = urlsplit(self.path)
        return unquote(parts.path).lstrip("/").partition("/")[2], parse_qs(parts.query)

    def do_PUT(self):
        """Keep it, or a part of it where the server is told to lose the rest."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = _without_frames(body)
        store = self.server.store
        store.objects[self._asked()[0]] = body[: store.loses_after]
        self._answer(200)

    def do_GET(self):
        """Give it, or list what begins with a prefix."""
        key, query = self._asked()
        if key:
            body = self.server.store.objects.get(key)
            return self._answer(404) if body is None else self._answer(200, body)
        prefix = query.get("prefix", [""])[0]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size></Contents>"
            for key, body in sorted(self.server.store.objects.items())
            if key.startswith(prefix) and "/" not in key.removeprefix(prefix)
        )
        return self._answer(200, f"<ListBucketResult>{rows}</ListBucketResult>".encode())

    def do_HEAD(self):
        """Say how long it is."""
        body = self.server.store.objects.get(self._asked()[0])
        self._answer(404) if body is None else self._answer(200, size=len(body))

    def do_DELETE(self):
        """Forget it."""
        self.server.store.objects.pop(self._asked()[0], None)
        self._answer(204)


class ObjectStore:
    """One bucket, in memory, on loopback; `options` are those of `settings.BACKUP_BUCKET`."""

    def __init__(self):
        self.objects, self.loses_after = {}, None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.store = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.options = {
            "bucket_name": "backups",
            "endpoint_url": f"http://127.0.0.1:{self._server.server_port}",
            "region_name": "us-east-1",
            "access_key": "key",
            "secret_key": "secret",
            "default_acl": None,
        }

    def close(self):
        """From now on nothing listens."""
        self._server.shutdown()
        self._server.server_close()
