"""The part of OpenAPI 3.0's schemas that core/http/api/openapi.json uses, checked with the standard library alone.

Stricter than they are in one thing: an object has no members but those that are described, if any are.
"""
import re

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
KNOWN = {"$ref", "allOf", "type", "required", "properties", "additionalProperties", "items", "enum", "nullable", "minimum", "format",
         "description"}
TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


def resolve(document, node):
    """Follows a $ref."""
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def merged(document, schema):
    """What the parts of an allOf say together."""
    whole = {"type": "object", "required": [], "properties": {}}
    for part in schema["allOf"]:
        part = resolve(document, part)
        part = merged(document, part) if "allOf" in part else part
        whole["required"] += part.get("required", [])
        whole["properties"] |= part.get("properties", {})
    return whole


def faults(document, schema, value, place="answer"):
    """Why the value does not fit the schema; an empty list if it does."""
    schema = resolve(document, schema)
    if "allOf" in schema:
        schema = merged(document, schema)
    unknown = set(schema) - KNOWN
    if unknown:
        return [f"{place}: the schema uses {sorted(unknown)}, which this test does not check"]
    if value is None:
        return [] if schema.get("nullable") else [f"{place}: is null"]
    kind = schema.get("type")
    if kind and not TYPES[kind](value):
        return [f"{place}: {value!r} is no {kind}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{place}: {value} is below {schema['minimum']}")
    if schema.get("format") == "date-time" and not RFC3339.fullmatch(value):
        found.append(f"{place}: {value!r} is no time")
    if kind == "object":
        found += object_faults(document, schema, value, place)
    if kind == "array" and "items" in schema:
        for index, each in enumerate(value):
            found += faults(document, schema["items"], each, f"{place}[{index}]")
    return found


def object_faults(document, schema, value, place):
    properties, more = schema.get("properties", {}), schema.get("additionalProperties", "properties" not in schema)
    found = [f"{place}: lacks {name}" for name in schema.get("required", []) if name not in value]
    for name, each in value.items():
        if name in properties:
            found += faults(document, properties[name], each, f"{place}.{name}")
        elif more is False:
            found.append(f"{place}: has {name}, which is not in the document")
        elif isinstance(more, dict):
            found += faults(document, more, each, f"{place}.{name}")
    return found
