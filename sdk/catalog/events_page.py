"""sdk/EVENTS.md: the typed events as a table."""
from cpp import struct_name
from sample_bodies import samples_of

FORMATTED = False
FOLDERS = ()


def code(text):
    return f"`{text}`"


def status(record):
    text = "withdrawn" if record.get("withdrawn") else record["status"]
    successor = record.get("superseded_by")
    if successor is None:
        return text
    same = successor["type"] == record["type"]
    return f"{text}, see {'version ' + successor['version'] if same else code(struct_name(successor))}"


def condition(record):
    keys = [code(key["name"]) + ("" if key["required"] or "condition_rule" in record else " (optional)")
            for key in record["condition"]]
    return (" or " if "condition_rule" in record else ", ").join(keys)


def scopes(record):
    authorization = record["authorization"]
    if authorization["kind"] == "app_token_match":
        return "own application"
    return ", ".join(" or ".join(code(scope) for scope in group) for group in authorization.get("scope_groups", []))


def row(record):
    name = struct_name(record)
    cells = [code(record["type"]), record["version"], f"[{name}](include/turnout/twitch/{name}.hpp)", status(record),
             condition(record), scopes(record), record["description"]]
    return "| " + " | ".join(cells) + " |"


def variants(record):
    names = [code(name) for name, _ in samples_of(record) if name]
    return f"| {code(struct_name(record))} | {', '.join(names)} |" if names else None


def page(records):
    return "\n".join([
        "# Typed events",
        "",
        "Made by `catalog/generate`; do not edit. Structs are in `turnout::twitch`, each in the header that its name links to,",
        "with its members and what is known of them.",
        "",
        "| type | version | struct | status | condition | scopes | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(row(record) for record in records),
        "",
        "Scopes: of each that stands alone, and of one of those joined by \"or\", a user must have granted it. None: everyone",
        "may subscribe. \"Own application\": the condition names the application, or organization, that asks.",
        "",
        "## Samples",
        "",
        "Each struct has a plain sample, `turnout::testing::sample_body<Event>()`; these have variants besides:",
        "",
        "| struct | variants |",
        "| --- | --- |",
        *filter(None, (variants(record) for record in records)),
    ]) + "\n"


def outputs(records):
    return {"sdk/EVENTS.md": page(records)}
