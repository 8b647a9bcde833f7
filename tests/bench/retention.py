#!/usr/bin/env python3
"""Retention under constant load: does the state directory keep to journal.max_size, and what does purging cost.

    tests/bench/retention.py [--build build/release] [--max-size 128] [--rate 4000] [--seconds 120]

One host, one load of fixed rate. While the journal is filling nothing is purged; from nine tenths of journal.max_size
on purging goes along with the load. The p99 of both phases, from the same run, is compared.
"""
import argparse
import json
import subprocess
import threading
import time
from pathlib import Path

from servers import SECRET, TurnoutServer

SLICE_S = 4


def directory_bytes(directory: Path) -> int:
    total = 0
    for file in directory.glob("journal.db*"):
        try:
            total += file.stat().st_size
        except FileNotFoundError:
            pass
    return total


class Watch(threading.Thread):
    """The largest size that was seen."""

    def __init__(self, directory: Path) -> None:
        super().__init__(daemon=True)
        self.directory, self.most, self.over = directory, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            self.most = max(self.most, directory_bytes(self.directory))


def load(generator: Path, url: str, rate: float, seconds: float) -> dict:
    command = [generator, "-c", "64", "-d", str(seconds), "-r", str(rate), "-T", "all", "-s", SECRET, url]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--max-size", type=int, default=128, help="MiB")
    parser.add_argument("--rate", type=float, default=4000)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    limit = options.max_size << 20
    generator = options.build / "bin" / "turnout-loadgen"
    phases: dict[str, list[dict]] = {"filling": [], "purging": []}
    with TurnoutServer(options.build, "logger", f"journal.max_size = {options.max_size}m") as host:
        state = host.directory / "state"
        watch = Watch(state)
        watch.start()
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            before = directory_bytes(state)
            result = load(generator, host.url, options.rate, SLICE_S)
            after = directory_bytes(state)
            phase = "purging" if before > 0.9 * limit else "filling" if after < 0.85 * limit else None
            if phase:
                phases[phase].append(result)
            print(f"{after / limit:5.2f} of journal.max_size, p50 {result['latency_us']['p50'] / 1000:.2f} ms, "
                  f"p99 {result['latency_us']['p99'] / 1000:.2f} ms, {result['good']['refused']} refused, "
                  f"{phase or 'between'}", flush=True)
        watch.over.set()
        watch.join()
    middle = {}
    for phase, results in phases.items():
        if not results:
            raise SystemExit(f"no slice was {phase}: change --max-size, --rate or --seconds")
        p99 = sorted(result["latency_us"]["p99"] for result in results)
        middle[phase] = p99[len(p99) // 2]
    ratio, most = middle["purging"] / middle["filling"], watch.most / limit
    refused = sum(result["good"]["refused"] for results in phases.values() for result in results)
    print(f"largest directory {most:.2f} of journal.max_size (goal: 1.20), p99 while purging {ratio:.2f} of that while "
          f"filling (goal: 1.50), {refused} refused: {'ok' if most <= 1.2 and ratio <= 1.5 and not refused else 'MISSED'}")


if __name__ == "__main__":
    main()
