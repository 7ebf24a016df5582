"""A small web server, as Cortex expects it: any server, on the port of cortex.yaml."""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

greeting = os.environ.get("GREETING", "Hello")


def healthz():
    return {"status": "ok"}


def root():
    return {"message": f"{greeting}, world!"}


def subpath(name="world"):
    return {"message": f"{greeting}, {name}, from a subpath!"}


def slow(seconds="1.0"):
    time.sleep(float(seconds))
    return {"slept": float(seconds)}


ROUTES = {
    ("GET", "/healthz"): healthz,
    ("GET", "/"): root,
    ("GET", "/subpath"): subpath,
    ("POST", "/slow"): slow,
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        route = ROUTES.get((self.command, url.path))
        if route is None:
            self.answer(404, {"detail": "Not Found"})
            return
        try:
            self.answer(200, route(**dict(parse_qsl(url.query))))
        except (TypeError, ValueError) as error:
            self.answer(422, {"detail": str(error)})

    do_POST = do_GET

    def answer(self, status, content):
        body = json.dumps(content, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
