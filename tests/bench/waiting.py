#!/usr/bin/env python3
"""A start with 1,000,000 waiting events: how long, how much memory; and how fast they are listed.

    tests/bench/waiting.py [--build build/release] [--events 1000000] [KIND ...]

KIND: unsettled (in the log, none handled), waiting (parked, each with an ordering key of its own), held, dead, alone
(one event in each commit). The host is killed and started again, since a start after a crash has more to look at.
"""
import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from servers import TurnoutServer, wait_for

START_GOAL_S, MEMORY_GOAL_MB = 2.0, 150.0


class WaitingServer(TurnoutServer):
    """A host on a state directory that is there already; nothing serves its route, so that the events go on waiting."""

    def __init__(self, build: Path, state: Path, plugin: str) -> None:
        super().__init__(build, plugin)
        shutil.move(state, self.directory / "state")

    def start(self) -> float:
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        wait_for(self.ready_url(), self.process, self.log, 120)
        return time.monotonic() - begun


def measure(build: Path, events: int, kind: str) -> None:
    program = build / "bin" / "journal_fill"
    state = Path(tempfile.mkdtemp(prefix="turnout-waiting-")) / "state"
    subprocess.run([program, "fill", state, str(events), kind], check=True)
    print(f"== {events} events, {kind}", flush=True)
    subprocess.run([program, "look", state], check=True)
    host = WaitingServer(build, state, "logger")
    try:
        for after in ("a clean stop", "kill -9"):
            took = host.start()
            time.sleep(5)
            peak, resident = host.status("VmHWM") / 1024, host.status("VmRSS") / 1024
            verdict = "ok" if took < START_GOAL_S and peak < MEMORY_GOAL_MB else "MISSED"
            print(f"start after {after}: {took:.2f} s to ready, {resident:.0f} MB resident, {peak:.0f} MB at most: "
                  f"{verdict}", flush=True)
            host.process.kill()
            host.process.wait()
    finally:
        shutil.rmtree(host.directory)
        shutil.rmtree(state.parent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("kinds", nargs="*", default=["unsettled", "waiting", "held", "dead", "alone"])
    options = parser.parse_args()
    for kind in options.kinds:
        measure(options.build, options.events, kind)


if __name__ == "__main__":
    main()
