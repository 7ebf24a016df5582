"""A catalogue of the cluster's APIs, which it asks the operator for.

Cortex's Python client does the same, with the same file: cortex.client().list_apis(). It signs what it
sends with the AWS credentials of the container; they are looked at by a Cortex in AWS, and not here.
"""

import json
import os
import re
import signal
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def operator():
    path = os.path.join(os.environ["CORTEX_CLI_CONFIG_DIR"], "cli.yaml")
    with open(path, encoding="utf-8") as file:
        return re.search(r"operator_endpoint: (\S+)", file.read()).group(1)


def apis():
    request = urllib.request.Request(
        operator() + "/get",
        headers={
            "CortexAPIVersion": os.environ["CORTEX_VERSION"],
            "X-Cortex-Authorization": "e30",  # {}
        },
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        if self.path == "/healthz":
            self.answer({"status": "ok"})
        else:
            self.answer([api["metadata"]["name"] for api in apis()])

    def answer(self, content):
        body = json.dumps(content, separators=(",", ":")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
