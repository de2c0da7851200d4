"""Does a changed event schema break who reads old messages, or who relies on a field?

Old messages stay in logs and outboxes, so the new reader must take them; a field that was promised must stay. What only
widens (a further enum member, a null) is left to the order of deployment: consumers first.
"""

from collections.abc import Iterator
from typing import Any

JsonSchema = dict[str, Any]

LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
EXACT = ("pattern", "format", "multipleOf")


def incompatible_changes(old: JsonSchema, new: JsonSchema) -> list[str]:
    """Return what breaks between two versions of an event's schema, a sentence each; empty where nothing does."""
    return list(_compare(old, new, old, new, "the event"))


def _compare(old: JsonSchema, new: JsonSchema, was: JsonSchema, now: JsonSchema, at: str) -> Iterator[str]:
    """Compare two nodes; `was` and `now` are the documents that their references point into."""
    old, new = _resolved(old, was), _resolved(new, now)
    before, after = _alternatives(old), _alternatives(new)
    if len(before) == len(after) == 1:
        yield from _compare_plain(before[0], after[0], was, now, at)
        return
    for option in before:
        found = [list(_compare(option, other, was, now, at)) for other in after]
        if not any(problems == [] for problems in found):
            closest = min(found, key=len)
            yield from closest if len(after) == 1 else [f"{at}: {_name(_resolved(option, was))} is no longer taken"]


def _compare_plain(old: JsonSchema, new: JsonSchema, was: JsonSchema, now: JsonSchema, at: str) -> Iterator[str]:
    types = (old.get("type"), new.get("type"))
    if types[1] not in (None, types[0]) and types != ("integer", "number"):
        yield f"{at}: the type changed from {types[0]} to {types[1]}"
        return
    yield from _compare_values(old, new, at)
    yield from _compare_bounds(old, new, at)
    yield from _compare_objects(old, new, was, now, at)
    yield from _compare_arrays(old, new, was, now, at)


def _compare_values(old: JsonSchema, new: JsonSchema, at: str) -> Iterator[str]:
    before, after = _values(old), _values(new)
    if after is None:
        return
    if before is None:
        yield f"{at}: only some values are taken now: {', '.join(map(str, after))}"
        return
    yield from (f"{at}: the value {value} is no longer taken" for value in before if value not in after)


def _compare_bounds(old: JsonSchema, new: JsonSchema, at: str) -> Iterator[str]:
    for bound in LOWER_BOUNDS:
        if bound in new and (bound not in old or new[bound] > old[bound]):
            yield f"{at}: {bound} is now {new[bound]}"
    for bound in UPPER_BOUNDS:
        if bound in new and (bound not in old or new[bound] < old[bound]):
            yield f"{at}: {bound} is now {new[bound]}"
    for rule in EXACT:
        if rule in new and new[rule] != old.get(rule):
            yield f"{at}: {rule} is now {new[rule]}"


def _compare_objects(old: JsonSchema, new: JsonSchema, was: JsonSchema, now: JsonSchema, at: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name, field in before.items():
        if name in after:
            yield from _compare(field, after[name], was, now, name if at == "the event" else f"{at}.{name}")
        else:
            yield f"{at}: the field {name} is gone"
    required = set(new.get("required", ())) - set(old.get("required", ()))
    yield from (f"{at}: the field {name} is newly required" for name in sorted(required))
    if new.get("additionalProperties", True) is False and old.get("additionalProperties", True) is not False:
        yield f"{at}: unknown fields are no longer taken"


def _compare_arrays(old: JsonSchema, new: JsonSchema, was: JsonSchema, now: JsonSchema, at: str) -> Iterator[str]:
    if "items" in new:
        yield from _compare(old.get("items", {}), new["items"], was, now, f"{at}[]")
    before, after = old.get("prefixItems", []), new.get("prefixItems", [])
    for number, (left, right) in enumerate(zip(before, after, strict=False)):
        yield from _compare(left, right, was, now, f"{at}[{number}]")


def _resolved(node: JsonSchema, document: JsonSchema) -> JsonSchema:
    while "$ref" in node:
        found: Any = document
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _alternatives(node: JsonSchema) -> list[JsonSchema]:
    options: list[JsonSchema] = node.get("anyOf", [node])
    return options


def _values(node: JsonSchema) -> list[Any] | None:
    # A single member is written as a constant.
    values: list[Any] | None = [node["const"]] if "const" in node else node.get("enum")
    return values


def _name(node: JsonSchema) -> str:
    return str(node.get("title") or node.get("type"))
