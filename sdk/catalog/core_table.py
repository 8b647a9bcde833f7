"""core/eventsub/catalog_table.inc: conditions, scopes, stage and fields of each type."""
import textwrap

from cpp import quoted
from records import STAGES


FORMATTED = False
FOLDERS = ()

# Of a field's words in the table, by its json_type.
KINDS = {"string": "t", "integer": "n", "number": "n", "boolean": "b", "rfc3339": "r", "object": "o"}


def field_words(fields, prefix=""):
    """"KIND:PATH" of each field and what is inside it; an array stands for its elements."""
    for field in fields:
        for name in (field[key] for key in ("name", "alias") if key in field):
            value = field
            while value["json_type"] == "array":
                value = value["items"]
            yield f"{KINDS[value['json_type']]}:{prefix}{name}"
            yield from field_words(value.get("fields", []), f"{prefix}{name}.")


class Table:
    """Arrays that several records share are written once."""

    def __init__(self):
        self.lines = []
        self.names = {}

    def array(self, prefix, kind, elements):
        if not elements:
            return "{}"
        key = (prefix, tuple(elements))
        if key not in self.names:
            self.names[key] = f"{prefix}_{sum(known[0] == prefix for known in self.names)}"
            self.lines.append(f"constexpr std::array<{kind}, {len(elements)}> {self.names[key]}{{")
            self.lines += [f"    {element}," for element in elements]
            self.lines.append("};")
        return self.names[key]

    def text(self, prefix, words):
        """One text of words, in lines."""
        key = (prefix, tuple(words))
        if key not in self.names:
            self.names[key] = f"{prefix}_{sum(known[0] == prefix for known in self.names)}"
            lines = textwrap.wrap(" ".join(words), 110, break_long_words=False, break_on_hyphens=False)
            self.lines.append(f"constexpr std::string_view {self.names[key]} =")
            self.lines += [f"    {quoted(line + ' ')}" for line in lines[:-1]]
            self.lines.append(f"    {quoted(lines[-1])};")
        return self.names[key]

    def record(self, record):
        condition = self.array("condition", "ConditionKey", [
            f"ConditionKey{{{quoted(key['name'])}, {str(key['required']).lower()}}}" for key in record["condition"]])
        authorization = record["authorization"]
        groups = self.array("groups", "ScopeGroup", [
            "ScopeGroup{" + self.array("scopes", "std::string_view", [quoted(scope) for scope in group]) + "}"
            for group in authorization.get("scope_groups", [])])
        successor = record.get("superseded_by", {"type": "", "version": ""})
        fields = self.text("fields", list(field_words(record["event"])))
        flag = lambda value: "true" if value else "false"
        return [
            "    SubscriptionType{",
            f"        .type = {quoted(record['type'])},",
            f"        .version = {quoted(record['version'])},",
            f"        .description = {quoted(record['description'])},",
            f"        .stage = Stage::{STAGES[record['status']]},",
            f"        .withdrawn = {flag(record.get('withdrawn'))},",
            f"        .condition = {condition},",
            f"        .exactly_one_of = {flag(record.get('condition_rule') == 'exactly_one_of')},",
            f"        .conduit = {flag('conduit' in record['transports'])},",
            f"        .batched = {flag(record.get('batching'))},",
            f"        .authorization = Authorization::{authorization['kind']},",
            f"        .scope_groups = {groups},",
            f"        .authorizing_user = {quoted(authorization.get('authorizing_user', ''))},",
            f"        .successor_type = {quoted(successor['type'])},",
            f"        .successor_version = {quoted(successor['version'])},",
            f"        .fields = {fields},",
            "    },",
        ]


def catalog_table(records):
    table = Table()
    rows = [line for record in records for line in table.record(record)]
    return "\n".join([
        "// Made by sdk/catalog/generate from sdk/catalog/subscription_types.json; do not edit.",
        *table.lines,
        "// Sorted by type and version.",
        f"constexpr std::array<SubscriptionType, {len(records)}> table{{",
        *rows,
        "};",
    ]) + "\n"


def outputs(records):
    return {"core/eventsub/catalog_table.inc": catalog_table(records)}
