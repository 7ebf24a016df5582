"""A server whose master binds the port at once, while its workers still load their model."""

import json
import os
import signal
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORKERS = 2
ANSWERS = {"/healthz": {"status": "ok"}, "/predict": {"label": "cat"}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        known = self.path in ANSWERS
        body = json.dumps(ANSWERS.get(self.path, {"detail": "Not Found"})).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def work(listener):
    # What loading a large model does: the worker answers nothing until it is over.
    time.sleep(float(os.environ["MODEL_LOAD_SECONDS"]))
    server = ThreadingHTTPServer(listener.getsockname(), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()
    server.serve_forever()


def main():
    listener = socket.create_server(("0.0.0.0", 8080), backlog=128)
    workers = []
    for _ in range(WORKERS):
        pid = os.fork()
        if pid == 0:
            work(listener)
        workers.append(pid)

    def stop(*_):
        for worker in workers:
            os.kill(worker, signal.SIGTERM)
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    pid, status = os.wait()
    sys.exit(f"worker {pid} ended with status {status}")


if __name__ == "__main__":
    main()
