#!/usr/bin/env python3
"""Measures `cortex-local validate` beside a bare JVM, in one run.

Usage: benchmarks/validate.py [--check]

Prints wall-clock medians and the largest resident size. With --check the exit code is 1 when a
goal is missed. Runs of the two sides take turns, so that a busy machine slows both.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAUNCHER = str(ROOT / "cortex-local")

API = """- name: api-{n}
  kind: RealtimeAPI
  pod:
    port: 8080
    max_concurrency: 8
    max_queue_length: 64
    containers:
      - name: server
        image: quay.io/acme/model-{n}:1.4.2
        command: ["python", "-m", "server"]
        env:
          MODEL: model-{n}
          LOG_LEVEL: info
        readiness_probe:
          http_get:
            path: /healthz
            port: 8080
          period_seconds: 5
        compute:
          cpu: 500m
          mem: 1Gi
  autoscaling:
    min_replicas: 1
    max_replicas: 10
    target_in_flight: 6
    window: 30s
  networking:
    endpoint: /models/{n}
"""


def run(command, cwd):
    """Returns seconds, mebibytes and the exit code of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_maxrss / 1024, process.returncode


def medians(commands, cwd, rounds):
    """Runs the commands in turns; returns median seconds and largest mebibytes of each."""
    results = [[] for _ in commands]
    for _ in range(rounds):
        for command, measured in zip(commands, results):
            seconds, mebibytes, code = run(command, cwd)
            if code != 0:
                sys.exit(f"{' '.join(command)}: exit code {code}")
            measured.append((seconds, mebibytes))
    return [
        (statistics.median(seconds for seconds, _ in each), max(size for _, size in each))
        for each in results
    ]


def main():
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cortex-local-benchmark-"))
    try:
        (folder / "one.yaml").write_text(API.format(n=0))
        (folder / "large.yaml").write_text("".join(API.format(n=n) for n in range(10_000)))
        many = folder / "many"
        many.mkdir()
        for n in range(1_000):
            (many / f"{n}.yaml").write_text("".join(API.format(n=3 * n + i) for i in range(3)))
        run([LAUNCHER, "validate", "one.yaml"], folder)

        (bare, _), (one, one_size) = medians(
            [[java, "-version"], [LAUNCHER, "validate", "one.yaml"]], folder, 21
        )
        ((large, large_size),) = medians([[LAUNCHER, "validate", "large.yaml"]], folder, 5)
        ((files, files_size),) = medians([[LAUNCHER, "validate", "many/*.yaml"]], folder, 5)

        size = (folder / "large.yaml").stat().st_size / 1e6
        rows = [
            ("java -version", bare, None, None),
            ("one file", one, one_size, (one <= 2.5 * bare, f"<= 2.5 x bare JVM, is {one / bare:.2f} x")),
            (
                f"10,000 APIs ({size:.1f} MB)",
                large,
                large_size,
                (large < 2 and large_size < 300, "< 2 s and < 300 MiB"),
            ),
            ("1,000 files of 3 APIs", files, files_size, (files <= 3, "<= 3 s")),
        ]
    finally:
        shutil.rmtree(folder)

    print(f"{'what':28} {'median':>9} {'resident':>9}  goal")
    for what, seconds, mebibytes, goal in rows:
        resident = f"{mebibytes:.0f} MiB" if mebibytes else ""
        verdict = f"{'met' if goal[0] else 'MISSED'}: {goal[1]}" if goal else ""
        print(f"{what:28} {seconds * 1000:6.0f} ms {resident:>9}  {verdict}")
    missed = [row for row in rows if row[3] and not row[3][0]]
    sys.exit(1 if missed and "--check" in sys.argv[1:] else 0)


if __name__ == "__main__":
    main()
