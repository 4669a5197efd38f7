"""A server on this machine that stands in for a service outside."""

import json
import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(answer):
    """Serve `answer(path) -> (status, body)`; yield (base URL, list of paths asked for).

    A body that is no text is sent as JSON; a dict of headers may stand behind it.
    """
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, body, *headers = answer(self.path)
            payload = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            for name, value in (headers[0] if headers else {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def talking(talk, host="127.0.0.1", port=0):
    """Run `talk(connection, number)` for each connection in a thread of its own; yield (port, list of them).

    For servers that speak badly. What the other side hangs up on ends the talk.
    """
    met = []

    def meet(connection):
        with connection, suppress(OSError):
            talk(connection, len(met))

    def listen():
        with suppress(OSError):
            while True:
                met.append(listener.accept()[0])
                threading.Thread(target=meet, args=met[-1:], daemon=True).start()

    with socket.create_server((host, port)) as listener:
        threading.Thread(target=listen, daemon=True).start()
        try:
            yield listener.getsockname()[1], met
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in met:
                connection.close()


def was_met(met):
    """Whether anybody connected; on a busy machine the thread that takes them comes to it later."""
    for _ in range(600):
        if met:
            return True
        time.sleep(0.1)
    return False


def drip(connection, pieces):
    """Send pieces with a pause before each, until nobody listens any more."""
    for piece in pieces:
        time.sleep(0.05)
        connection.sendall(piece)


def slow_json(connection, number):
    """A talk that sends a good answer to a question byte by byte, in a few seconds."""
    connection.recv(10_000)
    drip(connection, [b"HTTP/1.1 200 OK\r\nContent-Length: 62\r\n\r\n{", *[b" "] * 60, b"}"])
