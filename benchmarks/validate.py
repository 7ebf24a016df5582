#!/usr/bin/env python3
"""Measures `cortex-local validate` beside a bare JVM, or beside another checkout, in one run.

Usage: benchmarks/validate.py [--check] [--beside CHECKOUT] [--rounds N]

Prints medians of the wall-clock and processor time, and the largest resident size. With --check the
exit code is 1 when a goal is missed. With --beside, another version's checkout (such as a git
worktree) does the same work, and the goal is not to be slower than it. Runs of the two sides take
turns, so that a busy machine slows both; its processor time says more there than the clock.
"""

import argparse
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


# Two builds of the same code differ by so much from one run of this script to the next.
NOISE = 1.03


class Run:
    """What one run of a command took: seconds by the clock and of processors, and mebibytes."""

    def __init__(self, command, cwd):
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.perf_counter() - start
        self.processor = usage.ru_utime + usage.ru_stime
        self.mebibytes = usage.ru_maxrss / 1024
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}")


class Measured:
    """The medians of the runs of one command."""

    def __init__(self, runs):
        self.seconds = statistics.median(run.seconds for run in runs)
        self.processor = statistics.median(run.processor for run in runs)
        self.mebibytes = max(run.mebibytes for run in runs)


def in_turns(commands, cwd, rounds):
    """Runs the commands in turns, each round in another order; returns what each took."""
    runs = [[] for _ in commands]
    for n in range(rounds):
        order = range(len(commands)) if n % 2 == 0 else reversed(range(len(commands)))
        for i in order:
            runs[i].append(Run(commands[i], cwd))
    return [Measured(each) for each in runs]


def write_files(folder):
    """Writes what is validated; returns by what it is called the arguments and the rounds."""
    (folder / "one.yaml").write_text(API.format(n=0))
    (folder / "large.yaml").write_text("".join(API.format(n=n) for n in range(10_000)))
    many = folder / "many"
    many.mkdir()
    for n in range(1_000):
        (many / f"{n}.yaml").write_text("".join(API.format(n=3 * n + i) for i in range(3)))
    return {"one file": ("one.yaml", 21), "10,000 APIs": ("large.yaml", 5),
            "1,000 files of 3 APIs": ("many/*.yaml", 5)}


def beside_a_bare_jvm(folder):
    """Prints the table of this checkout; returns whether every goal is met."""
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    work = write_files(folder)
    Run([LAUNCHER, "validate", "one.yaml"], folder)
    bare, one = in_turns([[java, "-version"], [LAUNCHER, "validate", "one.yaml"]], folder, 21)
    (large,) = in_turns([[LAUNCHER, "validate", "large.yaml"]], folder, 5)
    (files,) = in_turns([[LAUNCHER, "validate", "many/*.yaml"]], folder, 5)
    ratio = one.seconds / bare.seconds
    rows = [
        ("java -version", bare, True, ""),
        (list(work)[0], one, ratio <= 2.5, f"<= 2.5 x bare JVM, is {ratio:.2f} x"),
        (list(work)[1], large, large.seconds < 2 and large.mebibytes < 300, "< 2 s and < 300 MiB"),
        (list(work)[2], files, files.seconds <= 3, "<= 3 s"),
    ]
    print(f"{'what':24} {'median':>9} {'processor':>9} {'resident':>9}  goal")
    for what, each, met, goal in rows:
        verdict = f"{'met' if met else 'MISSED'}: {goal}" if goal else ""
        print(f"{what:24} {each.seconds * 1000:6.0f} ms {each.processor * 1000:6.0f} ms "
              f"{each.mebibytes:5.0f} MiB  {verdict}")
    return all(met for _, _, met, _ in rows)


def beside_another(folder, other, rounds):
    """Prints both checkouts' numbers; returns whether this one is nowhere the slower."""
    launchers = [str(other / "cortex-local"), LAUNCHER]
    work = write_files(folder)
    for launcher in launchers:
        Run([launcher, "validate", "one.yaml"], folder)
    print(f"{'what':24} {'':>9} {'there':>9} {'here':>9}  here / there")
    met = True
    for what, (files, most) in work.items():
        commands = [[launcher, "validate", files] for launcher in launchers]
        there, here = in_turns(commands, folder, rounds or most)
        ratio = here.processor / there.processor
        met = met and ratio <= NOISE
        for unit, of in (("clock", lambda m: m.seconds), ("processor", lambda m: m.processor)):
            print(f"{what:24} {unit:9} {of(there) * 1000:6.0f} ms {of(here) * 1000:6.0f} ms  "
                  f"{of(here) / of(there):.3f}")
        print(f"{what:24} {'resident':9} {there.mebibytes:5.0f} MiB {here.mebibytes:4.0f} MiB")
    print("not slower" if met else f"SLOWER: processor time above {NOISE} x")
    return met


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--beside", type=pathlib.Path, metavar="CHECKOUT")
    parser.add_argument("--rounds", type=int, metavar="N")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cortex-local-benchmark-"))
    try:
        if options.beside:
            met = beside_another(folder, options.beside.resolve(), options.rounds)
        else:
            met = beside_a_bare_jvm(folder)
    finally:
        shutil.rmtree(folder)
    sys.exit(1 if options.check and not met else 0)


if __name__ == "__main__":
    main()
