#!/usr/bin/env python3
"""Resident memory of the host after 100,000 and after 1,000,000 events, all handled by jsonl.

    tests/bench/memory.py [--build build/release] [--first 100000] [--last 1000000] [--rate 10000]
"""
import argparse
import json
import subprocess
import time
from pathlib import Path

from servers import SECRET, TurnoutServer


def send(generator: Path, url: str, count: int, rate: float) -> int:
    command = [generator, "-c", "64", "-n", str(count), "-r", str(rate), "-T", "all", "-s", SECRET, url]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result["good"]["2xx"]


def wait_until_handled(host: TurnoutServer, count: int, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    handled = 0
    with host.events.open("rb") as events:
        while handled < count:
            block = events.read(1 << 20)
            handled += block.count(b"\n")
            if time.monotonic() > end:
                raise RuntimeError(f"only {handled} of {count} events were handled within {seconds:.0f} s")
            if not block:
                time.sleep(0.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--first", type=int, default=100_000)
    parser.add_argument("--last", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, default=10_000)
    options = parser.parse_args()
    generator = options.build / "bin" / "turnout-loadgen"
    with TurnoutServer(options.build) as host:
        sent, resident = 0, []
        for goal in (options.first, options.last):
            sent += send(generator, host.url, goal - sent, options.rate)
            wait_until_handled(host, sent)
            resident.append(host.status("VmRSS") / 1024)
            print(f"after {sent} events: {resident[-1]:.1f} MB resident, {host.status('VmHWM') / 1024:.1f} MB at most",
                  flush=True)
        print(f"growth {resident[1] - resident[0]:+.1f} MB")


if __name__ == "__main__":
    main()
