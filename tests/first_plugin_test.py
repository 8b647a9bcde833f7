#!/usr/bin/env python3
"""A new author's first plugin: types what sdk/README.md says, against what is installed, and nothing else.

    first_plugin_test.py CMAKE BUILD_TREE SOURCE_TREE
"""
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_COMMANDS = 5
PATIENCE = 120


def commands_of(readme):
    section = readme.split("## From nothing to a handled event", 1)[1]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    block = next(text for text in blocks if text.startswith("turnout plugins new"))
    return [line.split("  #")[0].strip() for line in block.splitlines() if line.strip()]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Author:
    """Somebody with a directory of their own, and the programs on the PATH."""

    def __init__(self, prefix, home):
        self.home = home
        self.environment = {"PATH": f"{prefix}/bin:{os.environ['PATH']}", "HOME": str(home), "LANG": "C.UTF-8"}
        self.hosts = []

    def type(self, command):
        done = subprocess.run(command, shell=True, cwd=self.home, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE * 4)
        if done.returncode != 0:
            raise SystemExit(f"`{command}` failed with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def start(self, command):
        """A command with `&` at its end; the next one follows at once, as when all are pasted."""
        log = self.home / "host.log"
        with log.open("w") as out:
            self.hosts.append(subprocess.Popen(shlex.split(command.rstrip("& ")), cwd=self.home, env=self.environment,
                                               stdout=out, stderr=subprocess.STDOUT))

    def await_text(self, log, text):
        end = time.monotonic() + PATIENCE
        while text not in log.read_text():
            if time.monotonic() > end or any(host.poll() is not None for host in self.hosts):
                raise SystemExit(f"'{text}' does not come up in the log:\n{log.read_text()}")
            time.sleep(0.05)

    def leave(self):
        for host in self.hosts:
            host.terminate()
            if host.wait(timeout=PATIENCE) != 0:
                raise SystemExit(f"the host ended with {host.returncode}:\n{(self.home / 'host.log').read_text()}")


def follow_readme(author, commands):
    if len(commands) > MOST_COMMANDS:
        raise SystemExit(f"{len(commands)} commands are too many: {commands}")
    name = commands[0].split()[3]
    for number, command in enumerate(commands):
        if command.endswith("&"):
            author.start(command)
        else:
            author.type(command)
        if number == 0:  # other tests have the ports that it names
            file = author.home / name / "turnout.properties"
            callback, admin = free_ports(2)
            file.write_text(file.read_text().replace("8080", str(callback)).replace("8081", str(admin)))
    author.await_text(author.home / "host.log", f"[{name}] hello: channel.follow in channel ")
    return name


def use_the_rest(author, name):
    said = author.type(f"ctest --test-dir {name}/build")
    assert "100% tests passed" in said and "out of 1" in said, said
    said = author.type(f"turnout plugins inspect {name}/build/{name}.so")
    assert f"com.example.{name}" in said and "what each line begins with" in said and "findings  none" in said, said
    said = author.type(f"turnout plugins try {name}/build/{name}.so --set greeting=moin")
    assert f"[{name}] moin: channel.follow in channel" in said and "1 of 1 events OK" in said, said


def build_another(author):
    """With types of every kind of name: batched, beta, several."""
    author.type("turnout plugins new busy --type drop.entitlement.grant --type channel.guest_star_session.begin@beta"
                " --type channel.chat.message --type channel.raid@1")
    author.type("cmake -S busy -B busy/build -DCMAKE_BUILD_TYPE=Debug && cmake --build busy/build")
    assert "100% tests passed" in author.type("ctest --test-dir busy/build")
    assert "4 of 4 events OK" in author.type("turnout plugins try busy/build/busy.so")


def main(arguments):
    cmake, build, source = arguments
    os.umask(0o002)  # as many systems have it; a host refuses what others may write to
    with tempfile.TemporaryDirectory() as work:
        prefix, home = Path(work, "prefix"), Path(work, "home")
        home.mkdir()
        for component in ("host", "plugins", "sdk"):
            subprocess.run([cmake, "--install", build, "--component", component, "--prefix", prefix], check=True,
                           stdout=subprocess.DEVNULL)
        author = Author(prefix, home)
        try:
            name = follow_readme(author, commands_of(Path(source, "sdk/README.md").read_text()))
        finally:
            author.leave()
        use_the_rest(author, name)
        build_another(author)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
