"""Which reading doors does the platform have, and how is each of them asked? By what the services say of themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.clock import town_day
from tests.support.platform import TOWN, Platform

# One process of each service that has all its doors.
SERVICES = ("approval-window", "enforcement", "grid", "dispatch")
# What a required parameter of this name is given; others by their type.
NAMED: Mapping[str, Sequence[str]] = {"region": [TOWN], "purpose": ["handle"], "cell": [f"{TOWN}001001"]}


@dataclass(frozen=True, slots=True)
class Door:
    """One way to ask one reading door; `ids`: those of the things that it was asked by."""

    service: str
    path: str
    url: str
    params: Mapping[str, str]
    ids: frozenset[str]

    def __str__(self) -> str:
        return f"{self.service} {self.url} {dict(self.params)}"


def doors(platform: Platform, known: Mapping[str, Sequence[str]], otherwise: Sequence[str]) -> Iterator[Door]:
    """Return each reading door with every value that it may be asked with; a door that is added is among them.

    `known`: name of a parameter → ids; `otherwise`: the ids for every other one that is an id.
    """
    today = town_day(platform.clock())
    usual = {"date": [str(today)], "integer": [str(today.year)], "uuid": otherwise, "string": ["cases"]}
    for service in SERVICES:
        document = platform.apps[service].openapi()
        for path, operations in document["paths"].items():
            # A stream has no end to read; what it may tell is what the inbox shows.
            if "get" in operations and not path.endswith("/stream"):
                needed = [one for one in operations["get"].get("parameters", []) if one["required"]]
                choices = {one["name"]: _choices(document, one, {**NAMED, **known}, usual) for one in needed}
                choices |= {"since": [str(today - timedelta(days=30))]} if "since" in choices else {}
                yield from _asked(service, path, needed, choices)


def _choices(
    document: Mapping[str, Any],
    parameter: Mapping[str, Any],
    named: Mapping[str, Sequence[str]],
    usual: Mapping[str, Sequence[str]],
) -> Sequence[str]:
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if parameter["name"] in named:
        return named[parameter["name"]]
    if "enum" in schema:
        return list(schema["enum"])
    if str(schema.get("pattern", "")).startswith(r"^[1-9]\d"):
        return [TOWN]
    return usual.get(schema.get("format", ""), usual.get(schema["type"], ["x"]))


def _asked(
    service: str, path: str, needed: Sequence[Mapping[str, Any]], choices: Mapping[str, Sequence[str]]
) -> Iterator[Door]:
    """Return a door asked with each value of each parameter, the others at their first."""
    first = {name: values[0] for name, values in choices.items()}
    given = [first, *(first | {name: value} for name, values in choices.items() for value in values[1:])]
    in_path = {one["name"] for one in needed if one["in"] == "path"}
    in_query = {one["name"] for one in needed if one["in"] == "query"}
    for values in given:
        url = path.format(**{name: values[name] for name in in_path})
        params = {name: values[name] for name in in_query}
        ids = in_path | {name for name in in_query if name.endswith("_id")}
        yield Door(service, path, url, params, frozenset(values[name] for name in ids))
