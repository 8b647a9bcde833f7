#!/usr/bin/env python3
"""Reloads of a plugin under constant load: what they do to the accept latency, and what stays of a thousand of them.

    tests/bench/reload.py [--build build/release] [--rate 1000] [--reloads 1000] [--isolation none|process]

Slices of load with and without reloads take turns on one host. The plugin's file alternates between two versions
(generation_1 and generation_2 of tests/reload), every tenth is one that fails in create(). At the end everything that was
accepted must stand in the plugin's notes, once; memory, mappings and descriptors are compared with those after the
first hundred reloads.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import threading
import urllib.request
from pathlib import Path

from servers import SECRET, TurnoutServer

SLICE_S = 5


class ReloadedServer(TurnoutServer):
    """The plugin `sink` is a copy that is replaced."""

    def __init__(self, build: Path, isolation: str) -> None:
        super().__init__(build, "sink")
        self.generations = build / "test-generations"
        self.plugins = self.directory / "plugins"
        self.plugins.mkdir(mode=0o700)
        self.notes = self.directory / "notes"
        self.extra = (f"plugin.sink.path = {self.notes}\nplugin.sink.isolation = {isolation}\n"
                      "route.all.order_by = none\nroute.all.retry.backoff = 10ms..20ms")
        self.put("1")

    def put(self, generation: str) -> None:
        beside = self.plugins / "sink.new"
        shutil.copyfile(self.generations / f"generation_{generation}.so", beside)
        beside.chmod(0o700)
        beside.rename(self.plugins / "sink.so")

    def command(self) -> list:
        words = super().command()
        configuration = self.directory / "turnout.properties"
        text = configuration.read_text().replace(f"{self.build}/plugins", str(self.plugins))
        configuration.write_text(text)
        return words

    def reload(self) -> bool:
        """By the admin API: a client's process for each would take the processors that are to be measured."""
        token = (self.directory / "state" / "admin.token").read_text().strip()
        request = urllib.request.Request(f"http://127.0.0.1:{self.admin_port}/api/v1/reload", method="POST",
                                         headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["done"]

    def held(self) -> dict[str, int]:
        proc = Path(f"/proc/{self.process.pid}")
        return {"resident KiB": self.status("VmRSS"), "mappings": len((proc / "maps").read_text().splitlines()),
                "descriptors": len(os.listdir(proc / "fd"))}


class Reloads(threading.Thread):
    """One after the other until `over`."""

    def __init__(self, host: ReloadedServer, begin: int, most: int) -> None:
        super().__init__()
        self.host, self.count, self.most, self.over, self.wrong = host, begin, most, threading.Event(), 0
        self.early: dict[str, int] | None = None

    def run(self) -> None:
        while not self.over.is_set() and self.count < self.most:
            self.count += 1
            fails = self.count % 10 == 0
            self.host.put("fails" if fails else str(1 + self.count % 2))
            self.wrong += self.host.reload() == fails
            if self.count == 100:
                self.early = self.host.held()


def load(host: ReloadedServer, rate: float) -> dict:
    command = [host.build / "bin" / "turnout-loadgen", "-c", "64", "-d", str(SLICE_S), "-r", str(rate), "-T", "all", "-s",
               SECRET, host.url]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--reloads", type=int, default=1000)
    parser.add_argument("--isolation", choices=("none", "process"), default="none")
    options = parser.parse_args()
    p99: dict[str, list[int]] = {"without": [], "during": []}
    accepted = refused = done = wrong = 0
    early: dict[str, int] | None = None
    with ReloadedServer(options.build.resolve(), options.isolation) as host:
        while done < options.reloads:
            for phase in p99:
                reloads = Reloads(host, done, options.reloads if phase == "during" else done)
                reloads.start()
                result = load(host, options.rate)
                reloads.over.set()
                reloads.join()
                done, wrong, early = reloads.count, wrong + reloads.wrong, reloads.early or early
                accepted, refused = accepted + result["good"]["2xx"], refused + result["good"]["refused"]
                p99[phase].append(result["latency_us"]["p99"])
            print(f"{done} reloads, p99 without {p99['without'][-1] / 1000:.2f} ms, during {p99['during'][-1] / 1000:.2f} ms",
                  flush=True)
        late = host.held()
        host.process.terminate()
        host.process.wait(60)
        notes = collections.Counter(line.split(" ", 1)[1] for line in host.notes.read_text().splitlines())
    middle = {phase: sorted(values)[len(values) // 2] for phase, values in p99.items()}
    ratio = middle["during"] / middle["without"]
    print(f"p99 during reloads {ratio:.2f} of that without (goal: 2.00); {accepted} accepted, {refused} refused, "
          f"{accepted - len(notes)} lost, {sum(count > 1 for count in notes.values())} handled twice, "
          f"{wrong} reloads not as expected")
    print("after the first hundred reloads", early, "at the end", late)


if __name__ == "__main__":
    main()
