"""sdk/include/turnout/twitch/: one struct per type and version, and lists of all of them."""
import json

from cpp import MADE, comment, documented, identifier, quoted, struct_name

FORMATTED = True  # what is written goes through clang-format
FOLDER = "sdk/include/turnout/twitch"
FOLDERS = (FOLDER,)  # hold nothing else
SCALARS = {
    "string": "std::string_view", "integer": "std::int64_t", "number": "double", "boolean": "bool",
    "rfc3339": "timestamp",
}
DEFAULTS = {"integer": " = 0", "number": " = 0", "boolean": " = false"}


def shape(field):
    """What decides the C++ type of an object or enumeration; equal shapes share one."""
    if isinstance(field, list):
        return [shape(one) for one in field]
    if isinstance(field, dict):
        return {key: shape(value) for key, value in field.items() if key != "note"}
    return field


def enumerator(key, value):
    name = value.lower()
    return identifier(name if not name[0].isdigit() else f"{key.rsplit('_', 1)[-1]}_{name}")


class Struct:
    """Writes one struct; nested types stand before the members, in their order."""

    def __init__(self, name, fields, indent, visible):
        self.name = name
        self.fields = fields
        self.indent = indent
        self.inner = indent + "    "
        self.visible = dict(visible)  # shape -> name of a type that is declared here or around
        self.blocks = []

    def named(self, field, key, write):
        """Name of the type of an object or enumeration; writes it unless there is one of that shape."""
        name = f"{key}_t"
        form = json.dumps([shape(field.get(part)) for part in ("fields", "enum", "enum_alias")])
        known = self.visible.get(form)
        alias = f"{self.inner}using {name} = {known};"
        if known is None:
            self.blocks.append(write(name))
            self.visible[form] = name
        elif known != name and self.blocks and self.blocks[-1][-1].lstrip().startswith("using "):
            self.blocks[-1].append(alias)
        elif known != name:
            self.blocks.append([alias])
        return name

    def enumeration(self, name, key, field):
        values = {value: enumerator(key, value) for value in field["enum"]}
        names = ["unknown", *(one for one in values.values() if one != "unknown")]
        table = {**values, **{other: values[value] for other, value in field.get("enum_alias", {}).items()}}
        return [
            f"{self.inner}enum class {name} {{ {', '.join(names)} }};",
            "",
            f"{self.inner}friend constexpr auto turnout_enum_names({name}) {{",
            f"{self.inner}    return enum_names<{name}, {len(table)}>{{{{",
            ", ".join(f"{{{quoted(text)}, {name}::{one}}}" for text, one in table.items()),
            f"{self.inner}    }}}};",
            f"{self.inner}}}",
        ]

    def type_of(self, field, key):
        if field["json_type"] == "array":
            result = f"std::vector<{self.type_of(field['items'], key)}>"
        elif field["json_type"] == "object":
            result = self.named(field, key, lambda name: Struct(
                name, field.get("fields", []), self.inner, self.visible).lines())
        elif "enum" in field:
            result = f"open_enum<{self.named(field, key, lambda name: self.enumeration(name, key, field))}>"
        else:
            result = SCALARS[field["json_type"]]
        if field.get("nullable") or field.get("optional"):
            return f"std::optional<{result}>"
        return result

    def described(self):
        entry = lambda field: ", ".join([quoted(field["name"]), f"&self::{identifier(field['name'])}"] +
                                        ([quoted(field["alias"])] if "alias" in field else []))
        return [
            f"{self.inner}template <class Visit, class self = {self.name}> static constexpr auto fields(Visit visit) {{",
            f"{self.inner}    return visit(" + ", ".join(f"field{{{entry(field)}}}" for field in self.fields) + ");",
            f"{self.inner}}}",
        ]

    def lines(self, first=()):
        members = []
        for field in self.fields:
            kind = self.type_of(field, field["name"])
            default = DEFAULTS.get(field["json_type"], "") if kind in SCALARS.values() else ""
            members.append((f"{kind} {identifier(field['name'])}{default};", field.get("note", "")))
        parts = [list(first)] if first else []
        parts += self.blocks
        parts += [documented(members, self.inner)] if members else []
        parts += [self.described()]
        body = [line for part in parts for line in ["", *part]][1:]
        return [f"{self.indent}struct {self.name} {{", *body, f"{self.indent}}};"]


def about(record):
    text = record["description"]
    if "superseded_by" in record:
        text += f" Superseded by {struct_name(record['superseded_by'])}."
    if record.get("withdrawn"):
        text += " Twitch no longer documents it."
    elif record["status"] == "deprecated":
        text += " Deprecated by Twitch."
    elif record["status"] == "beta":
        text += " Beta: Twitch may change it."
    return text


def header(record):
    constants = [
        f"    static constexpr std::string_view event_type = {quoted(record['type'])};",
        f"    static constexpr std::string_view event_version = {quoted(record['version'])};",
    ]
    lines = Struct(struct_name(record), record["event"], "", {}).lines(constants)
    text = "\n".join(lines)
    includes = [name for name, used in (
        ("cstdint", "std::int64_t"), ("optional", "std::optional"), ("string_view", ""),
        ("vector", "std::vector")) if used in text]
    return "\n".join([
        MADE,
        "#pragma once",
        "#include <turnout/decode.hpp>",
        "",
        *(f"#include <{name}>" for name in includes),
        "",
        "namespace turnout::twitch {",
        "",
        *comment(about(record), ""),
        text,
        "",
        "} // namespace turnout::twitch",
    ]) + "\n"


def outputs(records):
    files = {f"{FOLDER}/{struct_name(record)}.hpp": header(record) for record in records}
    files[f"{FOLDER}.hpp"] = "\n".join([
        MADE,
        "// All typed events. A plugin that includes only those that it handles compiles faster.",
        "#pragma once",
        *sorted(f"#include <turnout/twitch/{struct_name(record)}.hpp>" for record in records),
    ]) + "\n"
    files["tests/abi/members/every_event.hpp"] = "\n".join([
        MADE,
        "#pragma once",
        "#include <turnout/twitch.hpp>",
        "",
        "// All typed events, as arguments of a template or of TURNOUT_PLUGIN.",
        "#define ABI_EVERY_EVENT \\",
        ", \\\n".join(f"    turnout::twitch::{struct_name(record)}" for record in records),
    ]) + "\n"
    return files
