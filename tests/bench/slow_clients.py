#!/usr/bin/env python3
"""What connections that do nothing useful cost the genuine ones.

    tests/bench/slow_clients.py [--build build/release] [--slow 2000] [--idle 5000] [--rate 500] [--seconds 20]

First the genuine load alone, then beside SLOW connections that send one byte a second, then beside IDLE connections
that have asked once and stay silent. Prints p50, p99 and the errors of the genuine load, and the threads of the host.
"""
import argparse
import json
import resource
import selectors
import socket
import subprocess
import threading
import time
from pathlib import Path

from servers import SECRET, TurnoutServer

REQUEST = b"POST /eventsub HTTP/1.1\r\nHost: slow\r\nContent-Length: 400000\r\n\r\n" + b" " * 1000
PROBE = b"GET / HTTP/1.1\r\nHost: idle\r\n\r\n"


class Crowd:
    """Connections that are kept open by one thread; whoever is closed by the host comes again."""

    def __init__(self, port: int, count: int, hello: bytes, one_byte_a_second: bool) -> None:
        self.port, self.count, self.hello, self.slow = port, count, hello, one_byte_a_second
        self.reopened = 0
        self._stop = threading.Event()
        self._full = threading.Event()
        self._thread = threading.Thread(target=self._run, name="crowd")

    def __enter__(self):
        self._thread.start()
        if not self._full.wait(60):
            raise RuntimeError("the crowd did not get in within 60 s")
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        self._thread.join()

    def _open(self, selector: selectors.BaseSelector) -> None:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        client.sendall(self.hello)
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ, 0)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for _ in range(self.count):
                self._open(selector)
            self._full.set()
            position = 0
            while not self._stop.wait(0.05):
                position += 1
                for key, _ in selector.select(0):
                    self._read(selector, key.fileobj)
                if self.slow and position % 20 == 0:
                    self._send_one_byte_each(selector)
            for key in list(selector.get_map().values()):
                key.fileobj.close()

    def _read(self, selector: selectors.BaseSelector, client: socket.socket) -> None:
        try:
            if client.recv(65536):
                return
        except OSError:
            pass
        selector.unregister(client)
        client.close()
        self.reopened += 1
        self._open(selector)

    def _send_one_byte_each(self, selector: selectors.BaseSelector) -> None:
        for key in list(selector.get_map().values()):
            sent = key.data
            try:
                key.fileobj.send(REQUEST[sent:sent + 1])
                selector.modify(key.fileobj, selectors.EVENT_READ, (sent + 1) % len(REQUEST))
            except OSError:
                pass  # closed by the host: select() will tell


def load(generator: Path, url: str, rate: float, seconds: float) -> dict:
    command = [generator, "-c", "16", "-r", str(rate), "-d", str(seconds), "-s", SECRET, url]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 60).stdout)


def show(label: str, result: dict, host: TurnoutServer) -> None:
    latency = result["latency_us"]
    print(f"{label}: sent {result['sent']}, 2xx {result['2xx']}, errors {result['errors']}, "
          f"p50 {latency['p50'] / 1000:.2f} ms, p99 {latency['p99'] / 1000:.2f} ms, max {latency['max'] / 1000:.1f} ms; "
          f"host: {host.status('Threads')} threads, {host.status('VmRSS') / 1024:.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--slow", type=int, default=2000)
    parser.add_argument("--idle", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    files = max(options.slow, options.idle) + 1000
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, max(files, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))

    generator = options.build / "bin" / "turnout-loadgen"
    limit = f"http.max_connections = {max(options.slow, options.idle) + 100}"
    with TurnoutServer(options.build, extra=limit) as host:
        show("alone", load(generator, host.url, options.rate, options.seconds / 2), host)
        with Crowd(host.port, options.slow, b"", one_byte_a_second=True) as crowd:
            show(f"beside {options.slow} slow", load(generator, host.url, options.rate, options.seconds), host)
            print(f"  slow connections cut off by the host: {crowd.reopened}")
        with Crowd(host.port, options.idle, PROBE, one_byte_a_second=False) as crowd:
            show(f"beside {options.idle} idle", load(generator, host.url, options.rate, options.seconds), host)
            print(f"  idle connections closed by the host: {crowd.reopened}")


if __name__ == "__main__":
    main()
