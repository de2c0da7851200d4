"""Which routing rules contradict one another or can never win, and is every example one?"""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.triage.domain.conflicts import Conflict, ConflictKind, find_conflicts
from dispatch.triage.domain.rules import Rule, Situation, find_rule
from shared.schemas.vocabulary import Urgency

FIELD_OF = {"M1": "noise", "M2": "noise", "M3": "stalls"}


def rule(rule_id: str, conditions: dict[str, Any], priority: int = 100, **outcome: str) -> Rule:
    decided = outcome or {"executor": "team"}
    return Rule.model_validate(
        {"id": rule_id, "priority": priority, "title": "规则", "conditions": conditions, "outcome": decided}
    )


def found(*rules: Rule) -> list[tuple[str, str, str | None]]:
    return [(str(one.kind), one.rule, one.by) for one in find_conflicts(rules, FIELD_OF)]


def test_two_rules_of_one_priority_that_may_both_fit_and_decide_otherwise_contradict() -> None:
    by_matter = rule("a", {"matter": "M1"}, executor="grid")
    by_place = rule("b", {"region": "320585"}, executor="team")

    (conflict,) = find_conflicts([by_place, by_matter], FIELD_OF)

    assert (conflict.kind, conflict.rule, conflict.by) == (ConflictKind.CONTRADICTION, "b", "a")
    assert conflict.example == Situation("hotline-12345", "M1", "noise", Urgency.NORMAL, "320585", None)


def test_rules_that_exclude_one_another_or_agree_or_are_tried_one_after_the_other_are_none() -> None:
    assert found(rule("a", {"matter": "M1"}, executor="grid"), rule("b", {"field": "stalls"})) == []
    assert found(rule("a", {"region": "3205"}, executor="grid"), rule("b", {"region": "3201"})) == []
    assert found(rule("a", {"cell": "320585102001001"}, executor="grid"), rule("b", {"region": "320106"})) == []
    assert found(rule("a", {"matter": "M1"}), rule("b", {"region": "320585"})) == []
    # The particular one first, then the wide one: that is what a priority is for.
    assert found(rule("a", {"matter": "M1"}, 1, executor="grid"), rule("b", {"field": "noise"}, 2)) == []


def test_what_an_earlier_and_wider_rule_takes_whole_can_never_win() -> None:
    wide = rule("wide", {"field": "noise", "region": "3205"}, 1, executor="grid")
    late = rule("late", {"matter": "M2", "cell": "320585102001001", "urgency": "low"}, 2)
    other = rule("other", {"matter": "M2", "region": "320106"}, 2)

    (conflict,) = find_conflicts([late, wide, other], FIELD_OF)

    assert (conflict.kind, conflict.rule, conflict.by) == (ConflictKind.COVERED, "late", "wide")
    assert conflict.example is not None
    assert conflict.example.cell == "320585102001001"


def test_conditions_that_never_hold_together_are_named() -> None:
    assert found(rule("a", {"matter": "M1", "field": "stalls"})) == [("impossible", "a", None)]
    assert found(rule("b", {"cell": "320585102001001", "region": "320106"})) == [("impossible", "b", None)]
    # Cases know their township; a rule for a village would never be asked.
    assert found(rule("c", {"region": "320585102001"})) == [("impossible", "c", None)]


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from(["hotline-12345", "grid"]),
        "matter": st.sampled_from(sorted(FIELD_OF)),
        "field": st.sampled_from(["noise", "stalls"]),
        "urgency": st.sampled_from(["low", "urgent"]),
        "region": st.sampled_from(["32", "3205", "320585", "320585102", "320106"]),
        "cell": st.sampled_from(["320585102001001", "320106001001001"]),
    },
).filter(bool)
TABLES = st.lists(
    st.tuples(CONDITIONS, st.integers(1, 2), st.sampled_from(["grid", "team"])), min_size=1, max_size=6
).map(lambda rows: [rule(f"r{n}", asked, priority, executor=to) for n, (asked, priority, to) in enumerate(rows)])
PLACES = [("320585102", "320585102001001"), ("320106001", "320106001001001"), ("320585102", None), ("320106", None)]
WORLD = [
    Situation(source, matter, field, Urgency(urgency), region, cell)
    for source in ("hotline-12345", "grid")
    for matter, field in FIELD_OF.items()
    for urgency in ("low", "normal", "urgent")
    for region, cell in [*PLACES, ("3205", None), ("32", None)]
]


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_every_example_is_one_and_every_contradiction_of_a_small_world_is_found(rules: list[Rule]) -> None:
    conflicts = find_conflicts(rules, FIELD_OF)
    by_id = {one.id: one for one in rules}
    for one in conflicts:
        if one.example is not None and one.by is not None:
            assert find_rule([by_id[one.rule]], one.example) is not None
            assert find_rule([by_id[one.by]], one.example) is not None
    told = {frozenset((one.rule, one.by)) for one in conflicts if one.kind is ConflictKind.CONTRADICTION}
    for situation in WORLD:
        fitting = [one for one in rules if find_rule([one], situation)]
        for a, b in combinations(fitting, 2):
            if a.priority == b.priority and a.outcome != b.outcome:
                assert frozenset((a.id, b.id)) in told
    assert not {one.rule for one in conflicts if is_lost(one)} & winners(rules)


def is_lost(conflict: Conflict) -> bool:
    return conflict.kind in {ConflictKind.COVERED, ConflictKind.IMPOSSIBLE}


def winners(rules: list[Rule]) -> set[str]:
    won = (find_rule(rules, situation) for situation in WORLD)
    return {one.id for one in won if one is not None}


def test_each_rule_of_a_whole_province_is_compared_with_every_other() -> None:
    matters = {f"M{n:04}": f"f{n % 20}" for n in range(400)}
    rules = [
        rule(f"r{n}", {"matter": f"M{n % 400:04}", "region": f"32{n // 400:02}"}, executor="grid") for n in range(2000)
    ]
    late = rule("z", {"matter": "M0007", "region": "320412"}, 101)

    assert [(one.rule, one.by) for one in find_conflicts([*rules, late], matters)] == [("z", "r1607")]
