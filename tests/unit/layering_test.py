#!/usr/bin/env python3
"""Checks the arrows between the folders of core/README.md by the #include lines, and how digests are compared.

    layering_test.py [TOP]      prints each breach as file:line: what; exit 1 if there is one

Before it looks at the tree it proves on made-up files that it would notice.
"""
import re
import sys
from pathlib import Path

# What a part of core may use directly; what those use comes along.
USES = {
    "config": set(),
    "eventsub": {"sdk"},
    "journal": {"eventsub"},
    "plugin": {"sdk", "config"},
    "delivery": {"journal", "plugin", "eventsub"},
    "twitch": {"config"},
    "lifecycle": {"twitch", "eventsub"},
    "http": {"config", "eventsub", "journal", "plugin", "delivery", "twitch", "lifecycle"},
    "sim": {"eventsub", "config"},
    "app": {"config", "eventsub", "journal", "plugin", "delivery", "twitch", "lifecycle", "http", "sim"},
}
# Parts that say which foreign headers they use; the others are free.
FOREIGN = {"eventsub": ("simdjson.h", "openssl/")}
# A plugin shares no library with the host whose objects outlive it.
REFUSED_IN_PLUGINS = ("Poco/", "boost/", "spdlog/", "fmt/", "prometheus/")

SUFFIXES = {".c", ".h", ".cpp", ".hpp", ".inc", ".in"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# Standard headers have no folder and no suffix, those of C and POSIX end in .h and lie at the top or in sys and so on.
STANDARD = re.compile(r"[a-z_]+|[a-z0-9_]+\.h|(sys|arpa|net|netinet|linux)/[a-z0-9_]+\.h")
COMPARISON = re.compile(r"(?<!CRYPTO_)\bmemcmp\s*\(|\bstd::(equal|memcmp|ranges::equal)\b|\bstrn?cmp\s*\(")
EQUALS = re.compile(r"\b(digest|computed|claimed|signature)\w*\s*(==|!=)|(==|!=)\s*(digest|computed|claimed)\b(?!\.size)")
MAKES_DIGEST = re.compile(r"\bEVP_MAC_\w+\s*\(|\bHMAC\w*\s*\(|\bPoco/HMACEngine\b")


def closure(part):
    found, new = set(), set(USES[part])
    while new:
        found |= new
        new = set().union(*(USES.get(used, set()) for used in new)) - found
    return found | {part}


def check_core(part, quote, header):
    if part not in USES:
        return f"core/{part} is not in the table of parts"
    if header.startswith(("turnout/", "sdk/lint/")):
        return None if "sdk" in closure(part) else f"core/{part} may not use sdk"
    if header.startswith("core/"):
        used = header.split("/")[1]
        return None if used in closure(part) else f"core/{part} may not use core/{used}"
    if quote == '"':
        return f'"{header}" is neither "core/part/header.hpp" nor <turnout/...>'
    if part in FOREIGN and not STANDARD.fullmatch(header) and not header.startswith(FOREIGN[part]):
        return f"core/{part} may not use <{header}>"
    return None


def check_plugin(is_test, quote, header):
    if header.startswith("core/"):
        return "a plugin may use sdk only, not core"
    if header.startswith(REFUSED_IN_PLUGINS):
        return f"<{header}> is refused in plugins"
    if quote == "<" and not header.startswith("turnout/") and not STANDARD.fullmatch(header):
        return None if is_test and header.startswith("doctest/") else f"a plugin may use sdk and the system only, not <{header}>"
    return None


def check_include(path, quote, header):
    top, *rest = path.parts
    if top == "core" and len(rest) > 1:
        return check_core(rest[0], quote, header)
    if top == "sdk" and (header.startswith("core/") or "/core/" in header):
        return "sdk may not use core"
    if top == "plugins":
        return check_plugin(path.stem.endswith("_test"), quote, header)
    return None


def check_line(path, line, makes_digests=False):
    code = line.split("//")[0]
    include = INCLUDE.match(code)
    problem = check_include(path, include[1], include[2]) if include else None
    if not problem and makes_digests and (COMPARISON.search(code) or EQUALS.search(code)):
        problem = "message digests are compared with CRYPTO_memcmp only"
    return problem


def check_file(path, text):
    """Constant time wherever digests of messages are made."""
    makes_digests = path.parts[0] == "core" and bool(MAKES_DIGEST.search(text))
    for number, line in enumerate(text.splitlines(), 1):
        problem = check_line(path, line, makes_digests)
        if problem:
            yield f"{path}:{number}: {problem}"


def breaches(top):
    files = [path for folder in ("core", "sdk", "plugins") for path in sorted((top / folder).rglob("*"))]
    sources = [path for path in files if path.suffix in SUFFIXES and path.is_file()]
    if len(sources) < 10:
        raise SystemExit(f"{top} does not look like the source tree: {len(sources)} sources")
    for source in sources:
        yield from check_file(source.relative_to(top), source.read_text(encoding="utf-8"))


def prove():
    bad = [
        ("sdk/include/turnout/a.hpp", '#include "core/config/config.hpp"'),
        ("sdk/lint/a.cpp", "#include <../core/config/config.hpp>"),
        ("plugins/a/a.cpp", '#include "core/eventsub/event.hpp"'),
        ("plugins/a/a.cpp", "#include <Poco/Logger.h>"),
        ("plugins/a/a.cpp", "#include <spdlog/spdlog.h>"),
        ("plugins/a/a.cpp", "#include <doctest/doctest.h>"),
        ("core/config/a.cpp", '#include "core/eventsub/event.hpp"'),
        ("core/config/a.cpp", "#include <turnout/abi.h>"),
        ("core/config/a.cpp", '#include "sdk/lint/rules.hpp"'),
        ("core/plugin/a.cpp", '#include "sdk/template/plugin.hpp"'),
        ("core/eventsub/a.cpp", '#include "core/journal/journal.hpp"'),
        ("core/eventsub/a.cpp", "#include <Poco/JSON/Parser.h>"),
        ("core/journal/sqlite/a.cpp", '  #  include "core/delivery/engine.hpp"'),
        ("core/delivery/a.cpp", '#include "core/http/gate.hpp"'),
        ("core/sim/a.cpp", '#include "core/http/gate.hpp"'),
        ("core/http/a.cpp", '#include "core/sim/sim.hpp"'),
        ("core/http/a.cpp", '#include "gate.hpp"'),
        ("core/novelty/a.cpp", "#include <vector>"),
        ("core/eventsub/signature.cpp", "EVP_MAC_final(c, o, s, n); return std::memcmp(a, b, 32) == 0;"),
        ("core/eventsub/signature.cpp", "EVP_MAC_final(c, o, s, n); return memcmp(a, b, 32) == 0;"),
        ("core/eventsub/signature.cpp", "EVP_MAC_final(c, o, s, n); return computed == claimed;"),
        ("core/eventsub/signature.cpp", "EVP_MAC_final(c, o, s, n); return std::equal(a.begin(), a.end(), b.begin());"),
    ]
    good = [
        ("core/eventsub/signature.cpp", "EVP_MAC_final(c, o, s, n); return CRYPTO_memcmp(a, b, 32) == 0;"),
        ("core/eventsub/signature.cpp", "#include <openssl/evp.h>"),
        ("core/eventsub/json.cpp", "#include <simdjson.h>"),
        ("core/eventsub/a.hpp", "#include <turnout/abi.h>"),
        ("core/delivery/a.hpp", '#include "core/config/config.hpp"'),
        ("core/delivery/a.hpp", "#include <turnout/abi.h>"),
        ("core/plugin/a.hpp", '#include "sdk/lint/rules.hpp"'),
        ("core/http/a.cpp", "#include <Poco/Net/HTTPServer.h>"),
        ("core/app/a.cpp", '#include "core/sim/sim.hpp"'),
        ("plugins/a/a.cpp", "#include <turnout/plugin.hpp>"),
        ("plugins/a/a.cpp", "#include <sys/stat.h>"),
        ("plugins/a/a.cpp", "#include <string_view>"),
        ("plugins/a/a_test.cpp", "#include <doctest/doctest.h>"),
        ("sdk/include/turnout/a.hpp", "// never includes core/..."),
    ]
    wrong = [case for case in bad if not list(check_file(Path(case[0]), case[1]))]
    wrong += [case for case in good if list(check_file(Path(case[0]), case[1]))]
    for path, line in wrong:
        print(f"this test would judge wrongly: {path}: {line}")
    return not wrong


def main(arguments):
    top = Path(arguments[0] if arguments else Path(__file__).resolve().parents[2])
    if not prove():
        return 1
    found = list(breaches(top))
    for breach in found:
        print(breach)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
