#!/usr/bin/env python3
"""Durable accept beside nginx `return 204`, in interleaved rounds on the same cores; prints rates and their ratio.

    tests/bench/accept.py [--build build/release] [--connections 64] [--rounds 5] [--seconds 4] [--plugin jsonl]

Every round measures nginx and then Turnout with the same load generator. The ratio of one round compares neighbours in
time, so that a noisy machine disturbs both; the median of the rounds is the result.
"""
import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from servers import SECRET, NginxServer, TurnoutServer


def measure(generator: Path, url: str, connections: int, seconds: float) -> dict:
    command = [generator, "-c", str(connections), "-d", str(seconds), "--warmup", "0.5", "-s", SECRET, url]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if result["errors"] or result["good"]["refused"]:
        sys.exit(f"not every request to {url} was answered 2xx: {result}")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--plugin", default="jsonl", help="the plugin that handles the events meanwhile")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()

    generator = options.build / "bin" / "turnout-loadgen"
    ratios = []
    with NginxServer() as nginx, TurnoutServer(options.build, options.plugin) as turnout:
        for number in range(1, options.rounds + 1):
            beside = measure(generator, nginx.url, options.connections, options.seconds)
            result = measure(generator, turnout.url, options.connections, options.seconds)
            ratios.append(result["rps"] / beside["rps"])
            print(f"round {number}: nginx {beside['rps']:.0f}/s, turnout {result['rps']:.0f}/s, "
                  f"p99 {result['latency_us']['p99'] / 1000:.2f} ms, ratio {ratios[-1]:.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f} [{min(ratios):.2f} .. {max(ratios):.2f}] "
          f"with {options.connections} connections")


if __name__ == "__main__":
    main()
