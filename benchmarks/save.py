#!/usr/bin/env python3
"""save.py [--runs N] [--limit SECONDS]: the time from saving a file of a run: directory to the first
new answer through the gateway, with cortex-local up --watch on the embedded cluster. Prints the
median and the slowest, and beside them how long the app itself takes from its start to its first
answer. Exit codes: 0 the median is below the limit and the app's own start, 1 not, 2 usage or
environment."""

import argparse
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent

APP = """\
import http.server, os, signal

signal.signal(signal.SIGTERM, lambda *arguments: os._exit(0))

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"VERSION")

    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Handler).serve_forever()
"""

CORTEX_YAML = """\
- name: saved
  kind: RealtimeAPI
  pod:
    port: 8080
    containers:
      - name: api
        image: quay.io/example/saved:1.0
        compute: {cpu: 20m}
        readiness_probe:
          http_get: {path: /, port: 8080}
          period_seconds: 1
"""

CORTEX_LOCAL_YAML = """\
images:
  quay.io/example/saved:1.0:
    run: {command: [python3, main.py], directory: app}
"""

PATIENCE = 120


def write(file, text):
    """Saves as editors do: another file, renamed."""
    scratch = file.with_name("." + file.name + ".swp")
    scratch.write_text(text, encoding="utf-8")
    scratch.rename(file)


def answer(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.read().decode()
    except (urllib.error.URLError, ConnectionError):
        return ""


def until(url, wanted):
    end = time.monotonic() + PATIENCE
    while answer(url) != wanted:
        if time.monotonic() > end:
            sys.exit(f"save.py: {url} did not say {wanted} within {PATIENCE} s")
        time.sleep(0.005)


def own_start(main):
    """The app without a cluster."""
    port = 18_000 + os.getpid() % 10_000
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, main], env={**os.environ, "PORT": str(port)}
    )
    try:
        until(f"http://127.0.0.1:{port}/", "0")
        return time.monotonic() - begun
    finally:
        process.kill()
        process.wait()


def url_of(up):
    for line in up.stdout:
        found = re.match(r"  saved +(http\S+)", line)
        if found:
            return found.group(1)
    sys.exit("save.py: cortex-local up ended before it said a URL")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--limit", type=float, default=2.0)
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        main_py = folder / "app" / "main.py"
        main_py.parent.mkdir()
        main_py.write_text(APP.replace("VERSION", "0"), encoding="utf-8")
        (folder / "cortex.yaml").write_text(CORTEX_YAML, encoding="utf-8")
        (folder / "cortex-local.yaml").write_text(CORTEX_LOCAL_YAML, encoding="utf-8")
        own = own_start(main_py)
        up = subprocess.Popen(
            [CHECKOUT / "cortex-local", "up", "--watch", "--backend", "embedded"],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            url = url_of(up)
            until(url, "0")
            times = []
            for run in range(1, wanted.runs + 1):
                begun = time.monotonic()
                write(main_py, APP.replace("VERSION", str(run)))
                until(url, str(run))
                times.append(time.monotonic() - begun)
        finally:
            up.send_signal(signal.SIGTERM)
            up.communicate()
    median = statistics.median(times)
    print(
        f"save to new answer, {len(times)} runs: median {median:.2f} s, slowest {max(times):.2f} s;"
        f" the app's own start {own:.2f} s"
    )
    return 0 if median < wanted.limit + own else 1


if __name__ == "__main__":
    sys.exit(main())
