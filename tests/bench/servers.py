"""The servers that the benchmarks compare: started on free loopback ports, ended by their pid."""
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

SECRET = "benchmark-secret-0123456789"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen, log: Path, seconds: float = 20) -> None:
    """Returns once `url` answers 200; raises with the server's log if it ends or the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer 200:\n{log.read_text()}")


class Server:
    """A process with a temporary directory of its own; use it as a context manager."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="turnout-bench-"))
        self.log = self.directory / "log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/eventsub"
        self.process: subprocess.Popen | None = None

    def command(self) -> list:
        raise NotImplementedError

    def ready_url(self) -> str:
        raise NotImplementedError

    def __enter__(self):
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        wait_for(self.ready_url(), self.process, self.log)
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory)

    def status(self, key: str) -> int:
        """A number of /proc/PID/status, e.g. VmRSS in KiB or Threads."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        raise KeyError(key)


class NginxServer(Server):
    """One nginx worker that answers every request with 204 and stores nothing: the yardstick."""

    def command(self) -> list:
        configuration = self.directory / "nginx.conf"
        configuration.write_text(f"""
daemon off; master_process off; pid {self.directory}/pid; error_log {self.log} error;
events {{ worker_connections 8192; }}
http {{
  access_log off; keepalive_requests 1000000000; client_body_temp_path {self.directory}/body;
  server {{ listen 127.0.0.1:{self.port}; location /ready {{ return 200; }} location / {{ return 204; }} }}
}}
""")
        return ["nginx", "-p", self.directory, "-c", configuration]

    def ready_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ready"


class TurnoutServer(Server):
    """The host as it is shipped; its one route hands every event to the given plugin library."""

    def __init__(self, build: Path, plugin: str = "jsonl", extra: str = "") -> None:
        super().__init__()
        self.build = build.resolve()
        self.plugin = plugin
        self.extra = extra
        self.admin_port = free_port()
        self.events = self.directory / "events.jsonl"

    def command(self) -> list:
        configuration = self.directory / "turnout.properties"
        configuration.write_text(f"""
http.address      = 127.0.0.1:{self.port}
admin.address     = 127.0.0.1:{self.admin_port}
state.directory   = {self.directory}/state
eventsub.secret   = {SECRET}
eventsub.callback = https://events.example.com/eventsub
plugins.directory = {self.build}/plugins
log.level         = warning
plugin.sink.library = {self.plugin}.so
{f"plugin.sink.path = {self.events}{chr(10)}plugin.sink.fsync = false" if self.plugin == "jsonl" else ""}
route.all.plugin  = sink
{self.extra}
""")
        return [self.build / "bin" / "turnout", "serve", "--config", configuration]

    def ready_url(self) -> str:
        return f"http://127.0.0.1:{self.admin_port}/readyz"
