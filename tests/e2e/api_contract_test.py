#!/usr/bin/env python3
"""Each answer of a running host fits core/http/api/openapi.json, and each operation of the document is there.

    api_contract_test.py TURNOUT PLUGIN_DIRECTORY

PLUGIN_DIRECTORY holds obedient.so, which rejects an event if its user is called so.
"""
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import json_schema

PATIENCE = 60
# What a crash leaves (core/app/crash_report.hpp), cut short.
CRASH = "time: 2026-01-31T12:00:00Z\nsignal: SIGSEGV\nthread: 7 worker-1\nplugin: obedient\ncall: handle()\n"
FAILED = []


def check(good, what):
    if not good:
        FAILED.append(what)
        print("failed:", what)


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.01)
    check(False, f"waited in vain: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Host:
    """A host in a directory of its own."""

    def __init__(self, program, plugins, directory):
        self.program, self.plugins, self.directory = program, plugins, directory
        self.public, self.admin = free_port(), free_port()
        self.configuration = directory / "turnout.properties"
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def configure(self, routes):
        (self.configuration).write_text(
            f"http.address = 127.0.0.1:{self.public}\nadmin.address = 127.0.0.1:{self.admin}\n"
            f"state.directory = {self.directory}/state\neventsub.secret = ${{file:secret}}\n"
            f"journal.min_free_disk = 0\nplugins.directory = {self.plugins}\n"
            f"plugin.obedient.library = obedient.so\nplugin.obedient.path = {self.directory}/done\n" + routes)
        (self.directory / "secret").write_text("0123456789abcdef")

    def start(self):
        with open(self.directory / "log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen([self.program, "serve", "--config", self.configuration], stderr=log)
        wait_for(lambda: self.raw("GET", "/readyz")[0] == 200 or self.process.poll() is not None, "the host is ready")
        if self.process.poll() is not None:
            sys.exit("the host does not start:\n" + (self.directory / "log").read_text())
        self.token = (self.directory / "state/admin.token").read_text().strip()

    def stop(self):
        self.process.terminate()
        check(self.process.wait(PATIENCE) == 0, "the host stops with status 0")

    def raw(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin, timeout=PATIENCE)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            return response.status, response.getheader("Content-Type"), response.read()
        except OSError:
            return 0, None, b""
        finally:
            connection.close()

    def send(self, *words):
        done = subprocess.run([self.program, "send", "channel.follow@2", "--config", self.configuration, *words],
                              capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"an event is accepted: {done.stdout}{done.stderr}")
        return done.stdout.split("  ")[2]


class Contract:
    """Calls operations of the document, and remembers which."""

    def __init__(self, host, document):
        self.host, self.document, self.called = host, document, set()

    def call(self, method, path, places=None, query=None, body=None, status=200, token=None):
        """`path` as it stands in the document; returns the answer as JSON."""
        operation = self.document["paths"][path][method.lower()]
        target = "/api/v1" + path.format(**{name: urllib.parse.quote(str(value), safe="") for name, value in (places or {}).items()})
        if query:
            target += "?" + urllib.parse.urlencode(query)
        headers = {"Authorization": "Bearer " + (token or self.host.token)}
        if body is not None:
            self.check_fits(operation["requestBody"]["content"]["application/json"]["schema"], body, f"body of {method} {path}")
            headers["Content-Type"] = "application/json"
        got, media, text = self.host.raw(method, target, None if body is None else json.dumps(body), headers)
        what = f"{method} {target}"
        check(got == status, f"{what}: {got} instead of {status}: {text.decode()}")
        check(media == "application/json", f"{what}: is {media}")
        responses = operation["responses"]
        response = json_schema.resolve(self.document, responses.get(str(got), responses["default"]))
        answer = json.loads(text)
        self.check_fits(response["content"]["application/json"]["schema"], answer, what)
        if status == 200:
            self.called.add((method, path))
        return answer

    def check_fits(self, schema, value, what):
        for fault in json_schema.faults(self.document, schema, value):
            check(False, f"{what}: {fault}")

    def watch(self):
        """Reads the stream until both kinds of events were seen; each fits the document."""
        schema = self.document["paths"]["/stream"]["get"]["responses"]["200"]["content"]["text/event-stream"]["schema"]
        connection = http.client.HTTPConnection("127.0.0.1", self.host.admin, timeout=PATIENCE)
        connection.request("GET", "/api/v1/stream?type=channel.*", headers={"Authorization": "Bearer " + self.host.token})
        response = connection.getresponse()
        check(response.status == 200, f"the stream answers {response.status}")
        response.readline() # the feed has us by now
        self.host.send()
        seen, name = set(), ""
        while not seen >= {"accepted", "settled"}:
            line = response.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                self.check_fits(schema, json.loads(line.removeprefix("data: ")), f"stream: {name}")
                seen.add(name)
        connection.close()
        self.called.add(("GET", "/stream"))

    def check_complete(self):
        operations = {(method.upper(), path) for path, item in self.document["paths"].items() for method in item
                      if method != "parameters"}
        check(self.called == operations, f"every operation was called: {sorted(operations ^ self.called)}")


def check_validator():
    """It would notice."""
    document = {"s": {"type": "object", "required": ["a"],
                      "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"type": "string", "nullable": True}}}}
    fits = lambda value: not json_schema.faults(document, {"$ref": "#/s"}, value)
    check(fits({"a": 1, "b": None}), "what fits is taken")
    for bad in ({}, {"a": 0}, {"a": "1"}, {"a": True}, {"a": 1, "c": 2}, {"a": None}, [], {"a": 1, "b": 2}):
        check(not fits(bad), f"{bad} is refused")
    both = {"allOf": [{"$ref": "#/s"}, {"type": "object", "required": ["d"], "properties": {"d": {"type": "array", "items": {"enum": ["x"]}}}}]}
    check(not json_schema.faults(document, both, {"a": 1, "d": ["x"]}), "all parts together")
    for bad in ({"a": 1}, {"d": []}, {"a": 1, "d": ["y"]}, {"a": 1, "d": [], "e": 1}):
        check(json_schema.faults(document, both, bad), f"{bad} is refused")


def check_refusals(contract):
    contract.call("GET", "/status", status=401, token="wrong-wrong-wrong-wrong")
    contract.call("GET", "/status", query={"verbose": 1}, status=400)
    contract.call("GET", "/routes/{name}", {"name": "never"}, status=404)
    contract.call("DELETE", "/routes/{name}", {"name": "main"}, status=409)


def check_archive(host, contract):
    """Events and dead letters: two that are rejected, among others."""
    bad = host.send("--set", "event.user_login=reject")
    host.send("--set", "event.user_login=reject")
    listed = lambda: contract.call("GET", "/dead", query={"route": "main", "limit": 10})["letters"]
    wait_for(lambda: len(listed()) == 2, "two dead letters")
    number = listed()[0]["number"]
    check(contract.call("GET", "/dead/{number}", {"number": number})["event"]["message_id"] == bad, "it is that one")
    contract.call("GET", "/dead/{number}", {"number": 10**9}, status=404)
    page = contract.call("GET", "/events", query={"type": "channel.*", "limit": 2})
    check(len(page["events"]) == 2 and page["next"] is not None, "a page has two events and a next one")
    for state in ("open", "settled", "waiting", "held", "dead"):
        contract.call("GET", "/events", query={"state": state, "route": "main"})
    contract.call("GET", "/events", query={"route": "main"})
    contract.call("GET", "/events", query={"route": "old"}, status=409)
    event = contract.call("GET", "/events/{id}", {"id": bad})["events"][0]
    check(json.loads(event["body"])["event"]["user_login"] == "reject", "the body is as it was sent")
    contract.call("GET", "/events/{id}", {"id": "never"}, status=404)
    contract.call("POST", "/events/replay", body={"route": "old", "ids": [bad]}, status=409)
    check(contract.call("POST", "/events/replay", body={"route": "main", "ids": [bad]})["done"] == 1, "one is replayed")
    contract.call("POST", "/events/replay", body={"route": "main", "type": "channel.follow", "dry_run": True, "limit": 1})
    contract.call("POST", "/dead/replay", body={}, status=400)
    contract.call("POST", "/dead/replay", body={"all": True, "expected": 0}, status=409)
    check(contract.call("POST", "/dead/replay", body={"numbers": [number]})["done"] == 1, "it is replayed")
    check(contract.call("POST", "/dead/drop", body={"route": "main", "dry_run": True})["matching"] > 0, "there are some")
    contract.call("POST", "/dead/drop", body={"all": True})


def main():
    program, plugins = (Path(word).resolve() for word in sys.argv[1:])
    check_validator()
    with tempfile.TemporaryDirectory() as directory, Host(program, plugins, Path(directory)) as host:
        host.configure("route.main.plugin = obedient\nroute.old.plugin = obedient\n")
        host.start()
        host.send("--count", "3")
        host.stop()
        host.configure("route.main.plugin = obedient\n")
        (host.directory / "state/crash.txt").write_text(CRASH)
        host.start()
        document = json.loads(host.raw("GET", "/api/v1/openapi.json", headers={"Authorization": "Bearer " + host.token})[2])
        contract = Contract(host, document)
        contract.call("GET", "/openapi.json")
        crash = contract.call("GET", "/status").get("last_crash", {})
        check(crash.get("plugin") == "obedient" and crash.get("signal") == "SIGSEGV", f"the crash is told: {crash}")
        plugins = contract.call("GET", "/plugins")
        check(plugins["zombies"] == [] and plugins["max_zombies"] == 3, f"no former plugin stays: {plugins}")
        check(contract.call("POST", "/reload", body={"dry_run": True})["done"], "a reload would do")
        check(len(contract.call("GET", "/routes")["routes"]) == 2, "the retired route is listed")
        check(contract.call("GET", "/routes/{name}", {"name": "old"})["state"] == "retired", "old is retired")
        check_refusals(contract)
        check(contract.call("POST", "/routes/{name}/pause", {"name": "main"})["state"] == "paused", "main is paused")
        check(contract.call("POST", "/routes/{name}/resume", {"name": "main"})["state"] == "active", "main goes on")
        check_archive(host, contract)
        contract.watch()
        contract.call("DELETE", "/routes/{name}", {"name": "old"})
        contract.check_complete()
        host.stop()
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
