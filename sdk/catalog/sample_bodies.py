"""sdk/include/turnout/testing/sample_bodies.hpp: the samples as compact JSON."""
import json

from cpp import MADE, quoted
from records import SAMPLES

FORMATTED = False
FOLDERS = ()
OUTPUT = "sdk/include/turnout/testing/sample_bodies.hpp"


def samples_of(record):
    """(variant, file) of each sample of a record: the plain one with an empty variant first."""
    stem = f"{record['type']}.v{record['version']}"
    plain = SAMPLES / f"{stem}.json"
    if plain.exists():
        yield "", plain
    for file in sorted((SAMPLES / "variants").glob(f"{stem}.*.json")):
        yield file.name[len(stem) + 1:-len(".json")], file


def body(file):
    return json.dumps(json.loads(file.read_text(encoding="utf-8")), ensure_ascii=False, separators=(",", ":"))


def header(records):
    rows = [
        "    {" + ", ".join([quoted(record["type"]), quoted(record["version"]), quoted(variant),
                             f'R"json({body(file)})json"']) + "},"
        for record in records for variant, file in samples_of(record)]
    return "\n".join([
        MADE,
        "// What turnout/testing/samples.hpp looks up.",
        "#pragma once",
        "#include <array>",
        "#include <string_view>",
        "",
        "namespace turnout::testing {",
        "",
        "struct sample_entry {",
        "    std::string_view type;",
        "    std::string_view version;",
        "    std::string_view variant; // empty: the plain one",
        "    std::string_view body;",
        "};",
        "",
        "// clang-format off",
        f"inline constexpr std::array<sample_entry, {len(rows)}> sample_entries{{{{",
        *rows,
        "}};",
        "// clang-format on",
        "",
        "} // namespace turnout::testing",
    ]) + "\n"


def outputs(records):
    return {OUTPUT: header(records)}
