"""The catalog of subscription types: reading it, and what is wrong with it."""
import json
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
CATALOG = TOP / "sdk/catalog/subscription_types.json"
SAMPLES = TOP / "sdk/catalog/samples"

STAGES = {"ga": "general", "beta": "beta", "deprecated": "deprecated"}
JSON_TYPES = {"string", "integer", "number", "boolean", "object", "array", "rfc3339"}
RECORD_KEYS = {
    "type", "version", "status", "withdrawn", "withdrawn_note", "superseded_by", "description", "condition",
    "condition_rule", "transports", "batching", "batch_note", "authorization", "optional_scopes", "event",
    "sources_disagree",
}
AUTHORIZATION_KEYS = {"kind", "scope_groups", "authorizing_user", "with_app_access_token", "note"}
FIELD_KEYS = {"name", "alias", "json_type", "nullable", "optional", "enum", "enum_alias", "note", "fields", "items"}


class Mistakes:
    def __init__(self):
        self.found = []

    def expect(self, condition, where, what):
        if not condition:
            self.found.append(f"{CATALOG.relative_to(TOP)}: {where}: {what}")


def check_field(mistakes, where, field, named):
    name = field.get("name", "(item)")
    where = f"{where}.{name}"
    mistakes.expect(set(field) <= FIELD_KEYS, where, f"unknown keys {sorted(set(field) - FIELD_KEYS)}")
    mistakes.expect(("name" in field) == named, where, "a member has a name, an array's item has none")
    mistakes.expect(field.get("json_type") in JSON_TYPES, where, f"json_type {field.get('json_type')!r}")
    mistakes.expect("items" not in field or field["json_type"] == "array", where, "items outside an array")
    mistakes.expect(field.get("json_type") != "array" or "items" in field, where, "an array without items")
    mistakes.expect("fields" not in field or field["json_type"] == "object", where, "fields outside an object")
    mistakes.expect("enum" not in field or field["json_type"] == "string", where, "only strings have an enum")
    for spelling, value in field.get("enum_alias", {}).items():
        known = field.get("enum", [])
        mistakes.expect(value in known and spelling not in known, where, f"enum_alias {spelling!r} of {value!r}")
    check_spellings(mistakes, where, field.get("fields", []))
    for inner in field.get("fields", []):
        check_field(mistakes, where, inner, named=True)
    if "items" in field:
        check_field(mistakes, where, field["items"], named=False)


def check_spellings(mistakes, where, fields):
    names = [field[key] for field in fields for key in ("name", "alias") if key in field]
    mistakes.expect(len(set(names)) == len(names), where, "a name or alias stands twice")


def check_record(mistakes, record, known):
    where = f"{record.get('type')}@{record.get('version')}"
    expect = lambda condition, what: mistakes.expect(condition, where, what)
    expect(set(record) <= RECORD_KEYS, f"unknown keys {sorted(set(record) - RECORD_KEYS)}")
    missing = {"type", "version", "status", "description", "condition", "transports", "authorization", "event"}
    expect(missing <= set(record), f"missing keys {sorted(missing - set(record))}")
    if mistakes.found:
        return
    expect(record["status"] in STAGES, f"status {record['status']!r}")
    keys = [key["name"] for key in record["condition"]]
    expect(keys and len(set(keys)) == len(keys), "condition is empty or names a key twice")
    expect(record.get("condition_rule") in (None, "exactly_one_of"), "unknown condition_rule")
    expect("webhook" in record["transports"], "cannot be received by webhook")
    authorization = record["authorization"]
    expect(set(authorization) <= AUTHORIZATION_KEYS, "unknown keys in authorization")
    kind = authorization["kind"]
    expect(kind in ("none", "user_grant", "app_token_match"), f"authorization.kind {kind!r}")
    expect((kind == "user_grant") == ("scope_groups" in authorization), "scope_groups belong to user_grant")
    user = authorization.get("authorizing_user")
    expect(user is None or user in keys, "authorizing_user is not a key of the condition")
    successor = record.get("superseded_by")
    expect(successor is None or (successor["type"], successor["version"]) in known, "superseded_by is not in the catalog")
    check_spellings(mistakes, where, record["event"])
    for field in record["event"]:
        check_field(mistakes, where, field, named=True)


def load():
    records = json.loads(CATALOG.read_text(encoding="utf-8"))
    mistakes = Mistakes()
    names = [(record.get("type"), record.get("version")) for record in records]
    mistakes.expect(names == sorted(set(names)), "order", "records must be sorted by type and version, without repeats")
    for record in records:
        check_record(mistakes, record, set(names))
    return records, mistakes.found
