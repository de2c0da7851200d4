"""What does each register of the centre lack of what a file wants, and what is sent to it?"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from onefour.adopt.file import AdoptFile, PersonRow
from onefour.adopt.report import Difference
from onefour.adopt.way import Way
from onefour.register import GOVERNMENT, government_of

NOT_BOUND: Final = "adoption.gap.not-bound"
_ROWS_AT_ONCE: Final = 1_000
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Todo:
    """A difference, and how it is sent; what does not differ is not sent."""

    difference: Difference
    send: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Agencies:
    """Which agencies a township shall have from a day on (name by kind), and which kinds it had by its standard."""

    region: str
    wanted: Mapping[str, str]
    before: Sequence[str]
    since: date
    synthetic: bool = False


async def agencies(way: Way, given: Agencies, today: date) -> Todo:
    """Compare by kind: what the township has beside its standard, before and now, is left alone."""
    on = max(given.since, today).isoformat()
    units = [one async for one in way.pages("/organisation/units", region=given.region, as_of=on)]
    has = {one["kind"]: one for one in units if one["region"] == given.region}
    # What stands keeps its id, whoever gave it.
    ids = {kind: has[kind]["id"] if kind in has else f"u-{given.region}-{kind}" for kind in given.wanted}
    added = [kind for kind in given.wanted if kind not in has]
    changed = [kind for kind, name in given.wanted.items() if kind in has and has[kind]["name"] != name]
    gone = [kind for kind in given.before if kind in has and kind not in given.wanted]
    left = [kind for kind in given.wanted if kind in has and kind not in changed]
    opens = [
        {
            "id": ids[kind],
            "kind": kind,
            "name": given.wanted[kind],
            "valid_from": _since(given.since, has.get(kind)).isoformat(),
        }
        for kind in (*added, *changed)
    ]
    closes = [{"id": has[kind]["id"], "last_day": (given.since - _ONE_DAY).isoformat()} for kind in gone]
    body = {"region": given.region, "opens": opens, "closes": closes, "synthetic": given.synthetic}

    async def send() -> None:
        await way.by_two("/resources/agencies", body, "/resources/proposals/{}/confirm")

    return Todo(Difference("agencies", added, changed, left, gone), send)


async def government(way: Way, file: AdoptFile, today: date) -> Todo:
    """Compare the unit in whose name the township gives its papers; one that stands is renamed by the file alone."""
    on = max(file.valid_from, today).isoformat()
    units = [one async for one in way.pages("/organisation/units", region=file.township, as_of=on)]
    has = next((one for one in units if one["region"] == file.township and one["kind"] == GOVERNMENT), None)
    name = file.government or (has["name"] if has else None)
    if name is None:
        name = government_of((await way.read(f"/regions/{file.township}"))["name"])
    row = {
        "id": has["id"] if has else f"u-{file.township}-{GOVERNMENT}",
        "region": file.township,
        "kind": GOVERNMENT,
        "name": name,
        "synthetic": file.synthetic,
        "valid_from": _since(file.valid_from, has).isoformat(),
    }

    async def send() -> None:
        await way.send("PUT", "/organisation/units", {"units": [row]})

    if has is None:
        return Todo(Difference("government", added=[name]), send)
    same = has["name"] == name
    return Todo(Difference("government", (), () if same else [name], [name] if same else ()), send)


@dataclass(frozen=True, slots=True)
class People:
    """What the register of persons lacks of a file, and the rows that it would be sent."""

    difference: Difference
    rows: Sequence[Mapping[str, Any]]


async def people_wanted(way: Way, file: AdoptFile, units: Mapping[str, str], today: date) -> People:
    """Compare agency, post and roles; names are sealed, and not looked at for this. `units`: unit ids by kind."""
    on = max(file.valid_from, today).isoformat()
    found = way.pages("/organisation/persons", region=file.township, as_of=on)
    has = {one["id"]: one async for one in found}
    added = [row.id for row in file.people if row.id not in has]
    changed = [row.id for row in file.people if row.id in has and _facts(row, units) != _shown(has[row.id])]
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "region": file.township,
            "synthetic": file.synthetic,
            **_facts(row, units),
            "valid_from": _since(file.valid_from, has.get(row.id)).isoformat(),
        }
        for row in file.people
        if row.id in {*added, *changed}
    ]
    left = [row.id for row in file.people if row.id not in {*added, *changed}]
    return People(Difference("people", added, changed, left), rows)


async def people(way: Way, file: AdoptFile, units: Mapping[str, str], today: date) -> Todo:
    """Send who is new or otherwise than before."""
    found = await people_wanted(way, file, units, today)

    async def send() -> None:
        for begin in range(0, len(found.rows), _ROWS_AT_ONCE):
            rows = list(found.rows[begin : begin + _ROWS_AT_ONCE])
            await way.send("PUT", "/organisation/persons", {"persons": rows})

    return Todo(found.difference, send)


def _facts(row: PersonRow, units: Mapping[str, str]) -> dict[str, Any]:
    unit = units[row.agency] if row.agency else None
    return {"unit_id": unit, "post": row.post, "roles": sorted(set(row.roles))}


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"unit_id": one["unit_id"], "post": one["post"], "roles": sorted(one["roles"])}


async def duties(way: Way, file: AdoptFile) -> Todo:
    """Compare the township's own list line by line; a new list takes the place of the one before, whole."""
    given = file.duties
    if given is None:
        return _nothing("duties")
    shown = await way.find(f"/duties/lists/{file.township}", as_of=file.valid_from.isoformat())
    has = {one["matter"]: _line(one) for one in (shown or {}).get("lines", ())}
    wanted = {row.matter: _line(row.model_dump()) for row in given.lines}
    added = [matter for matter in wanted if matter not in has]
    changed = [matter for matter in wanted if matter in has and wanted[matter] != has[matter]]
    left = [matter for matter in wanted if wanted[matter] == has.get(matter)]
    body = {
        "region": file.township,
        "valid_from": file.valid_from.isoformat(),
        "title": given.title,
        "adopted_by": given.adopted_by,
        "lines": [row.model_dump() for row in given.lines],
    }

    async def send() -> None:
        await way.by_two("/duties/drafts", body, "/duties/drafts/{}/publish")

    return Todo(Difference("duties", added, changed, left, [matter for matter in has if matter not in wanted]), send)


def _line(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one["kind"], one["lead"], tuple(one["support"]), one["legal_basis"]


async def binding(way: Way, file: AdoptFile) -> Todo:
    """Ask the gap list whether the township is held to its list on the day that the file names."""
    day = file.duties.bound_from if file.duties else None
    if day is None:
        return _nothing("binding")
    shown = await way.read(f"/adoption/townships/{file.township}/gaps", as_of=day.isoformat())
    is_bound = all(gap["code"] != NOT_BOUND for gap in shown["gaps"])

    async def send() -> None:
        path, body = f"/duties/bindings/{file.township}", {"bound_from": day.isoformat()}
        await way.by_two(path, body, "/duties/bindings/proposals/{}/confirm", method="PUT")

    what = [file.township]
    return Todo(Difference("binding", left_alone=what) if is_bound else Difference("binding", added=what), send)


async def powers(way: Way, file: AdoptFile, today: date) -> Todo:
    """Take over what the township held before; what it holds already, by whatever way, is left alone."""
    found = way.pages("/powers", region=file.township, as_of=today.isoformat(), in_force=True)
    has = {one["code"] async for one in found}
    missing = [row for row in file.powers if row.power not in has]
    rows = [{"region": file.township, **row.model_dump(mode="json")} for row in missing]

    async def send() -> None:
        await way.by_two("/powers/takeovers", {"powers": rows}, "/powers/takeovers/{}/confirm")

    left = [row.power for row in file.powers if row.power in has]
    return Todo(Difference("powers", [row.power for row in missing], left_alone=left), send)


def _since(wanted: date, has: Mapping[str, Any] | None) -> date:
    """Return the day from which a change holds: what began later is changed from its own first day on."""
    return max(wanted, date.fromisoformat(has["valid_from"])) if has else wanted


def _nothing(register: str) -> Todo:
    async def send() -> None:
        """Send nothing: the file does not say anything of this register."""

    return Todo(Difference(register), send)
