"""Does the audit find every kind of damage? A small real run is damaged on purpose, one way at a time."""

from dataclasses import dataclass

import asyncpg
import pytest

from onefour.audit import Findings, audit
from onefour.demo_feed import demo_events
from onefour.refusals import CommandRefused
from onefour.replay import Pace, replay
from onefour.simulation import Simulation
from onefour.townships import build_townships
from shared.clock import utc_now
from tests.integration.onefour.way_in import door_of, gateway_to
from tests.support.platform import TOWN, running_platform
from tests.support.servers import Servers, running_log

# The run before the first test takes servers, four services and all of the demonstration.
pytestmark = pytest.mark.timeout(300)

A_CASE = "(SELECT id FROM cases WHERE state = 'closed' ORDER BY id LIMIT 1)"
ANOTHER_CASE = "(SELECT id FROM cases ORDER BY id DESC LIMIT 1)"
A_REPORT = f"(SELECT report_id FROM case_reports WHERE case_id = {A_CASE} LIMIT 1)"
A_TASK = "(SELECT id FROM tasks WHERE state = 'finished' ORDER BY id LIMIT 1)"
NO_KEYS = "SET session_replication_role = replica"


@dataclass(frozen=True, slots=True)
class Ruins:
    """The databases of a run that is over, by service; each damage is done to a copy."""

    servers: Servers
    databases: dict[str, str]

    async def damaged(self, service: str, *statements: str) -> Findings:
        """Return what the audit says when `statements` were done to a copy of one database."""
        original = self.databases[service].rsplit("/", 1)[1]
        copy = f"{original}_damaged"
        await self.servers.execute(f"DROP DATABASE IF EXISTS {copy}")
        await self.servers.execute(f"CREATE DATABASE {copy} TEMPLATE {original} STRATEGY file_copy")
        url = self.servers.url(copy)
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        for statement in (NO_KEYS, *statements):
            await connection.execute(statement)
        await connection.close()
        return await audit(self.databases | {service: url}, confirm_after_s=0)


@pytest.fixture(scope="module")
async def ruins(servers: Servers) -> Ruins:
    """Play the demonstration to its end, and leave its databases."""
    # A broker of its own: on a shared one its consumers would be in one group with those of the session's platform.
    async with (
        running_log() as kafka,
        running_platform(Servers(servers.postgres, kafka)) as platform,
        gateway_to(platform) as gateway,
    ):
        (township,) = await build_townships(gateway, [TOWN])
        await replay(demo_events(township, utc_now()), door_of(platform), Pace())
        await Simulation(gateway, TOWN, still_for_s=2).play(until_idle=True)
        clerk = platform.client("approval-window", role="clerk", person_id=f"p-{TOWN}-c01")
        filed = await clerk.post("/appeals", json=APPEAL)
        assert filed.is_success, filed.text
        databases = {package.replace("_", "-"): url for package, url in platform.databases.items()}
        findings = await audit(databases, settle_s=30)
        assert findings.clean, findings.lines()
    return Ruins(servers, databases)


APPEAL = {
    "category": {"scheme": "onefour", "code": "M0101"},
    "region": TOWN,
    "text": "楼下商铺夜间音响扰民",
    "appellant": {"name": "测试", "phone": "000-0000"},
}

# Name of the damage → (service, what is done to its database).
DAMAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "event-without-report": (
        "dispatch",
        (
            "ALTER TABLE feed_events DROP CONSTRAINT ck_feed_events_created_has_report",
            f"UPDATE feed_events SET report_id = NULL WHERE report_id = {A_REPORT}",
        ),
    ),
    "report-without-case": ("dispatch", (f"DELETE FROM case_reports WHERE report_id = {A_REPORT}",)),
    "closed-without-reply": ("dispatch", (f"DELETE FROM order_messages WHERE report_id = {A_REPORT}",)),
    "outbox-never-published": (
        "grid",
        ("UPDATE outbox SET published_at = NULL, occurred_at = now() - interval '2 min' WHERE seq = 1",),
    ),
    "task-missing-in-grid": ("grid", (f"DELETE FROM tasks WHERE id = {A_TASK}",)),
    "task-missing-in-enforcement": (
        "enforcement",
        ("DELETE FROM clues WHERE id = (SELECT id FROM clues ORDER BY id LIMIT 1)",),
    ),
    "finished-in-grid-unknown-to-dispatch": (
        "dispatch",
        (f"UPDATE tasks SET state = 'accepted' WHERE id = {A_TASK}",),
    ),
    "appeal-without-report": (
        "dispatch",
        (
            "DELETE FROM case_reports WHERE report_id IN (SELECT id FROM reports WHERE origin = 'appeal')",
            "DELETE FROM feed_events WHERE report_id IN (SELECT id FROM reports WHERE origin = 'appeal')",
            "DELETE FROM reports WHERE origin = 'appeal'",
        ),
    ),
    "event-accepted-twice": (
        "dispatch",
        (
            "ALTER TABLE feed_events DROP CONSTRAINT uq_feed_events_source",
            (
                "INSERT INTO feed_events SELECT uuidv7(), source, kind, external_id, event_id, report_id, door, "
                f"received_at, occurred_at, satisfied, sealed_text FROM feed_events WHERE report_id = {A_REPORT}"
            ),
        ),
    ),
    "two-cases-for-a-report": (
        "dispatch",
        (
            "ALTER TABLE case_reports DROP CONSTRAINT pk_case_reports",
            (
                f"INSERT INTO case_reports SELECT report_id, {ANOTHER_CASE}, joined_at FROM case_reports "
                f"WHERE report_id = {A_REPORT}"
            ),
        ),
    ),
    "two-replies-for-a-report": (
        "dispatch",
        (
            "ALTER TABLE order_messages DROP CONSTRAINT uq_order_messages_occasion",
            "CREATE TEMP TABLE again AS SELECT * FROM order_messages WHERE kind = 'replied' LIMIT 1",
            "UPDATE again SET id = uuidv7(), seq = seq + 100",
            "INSERT INTO order_messages SELECT * FROM again",
        ),
    ),
    "task-twice-in-grid": (
        "grid",
        (
            "ALTER TABLE task_history DROP CONSTRAINT fk_task_history_task_id_tasks",
            "ALTER TABLE task_notes DROP CONSTRAINT fk_task_notes_task_id_tasks",
            "ALTER TABLE task_note_looks DROP CONSTRAINT fk_task_note_looks_task_id_tasks",
            "ALTER TABLE tasks DROP CONSTRAINT pk_tasks CASCADE",
            f"INSERT INTO tasks SELECT * FROM tasks WHERE id = {A_TASK}",
        ),
    ),
    "report-from-nowhere": ("dispatch", (f"DELETE FROM feed_events WHERE report_id = {A_REPORT}",)),
    "case-history-gap": ("dispatch", (f"DELETE FROM case_history WHERE case_id = {A_CASE} AND seq = 2",)),
    "case-without-history": ("dispatch", (f"DELETE FROM case_history WHERE case_id = {A_CASE}",)),
    "case-illegal-step": (
        "dispatch",
        (f"UPDATE case_history SET action = 'void' WHERE case_id = {A_CASE} AND action = 'accept'",),
    ),
    "case-state-differs": ("dispatch", (f"UPDATE cases SET state = 'handled' WHERE id = {A_CASE}",)),
    "case-version-differs": ("dispatch", (f"UPDATE cases SET version = version + 1 WHERE id = {A_CASE}",)),
    "case-closed-unverified": (
        "dispatch",
        (
            f"UPDATE case_history SET to_state = 'handled' WHERE case_id = {A_CASE} AND action = 'verify'",
            f"UPDATE case_history SET from_state = 'handled' WHERE case_id = {A_CASE} AND action = 'close'",
        ),
    ),
    "task-illegal-step": (
        "grid",
        (
            f"UPDATE task_history SET to_state = 'arrived' WHERE task_id = {A_TASK} AND seq = 2",
            f"UPDATE task_history SET from_state = 'arrived' WHERE task_id = {A_TASK} AND seq = 3",
        ),
    ),
    "task-history-gap": ("grid", (f"DELETE FROM task_history WHERE task_id = {A_TASK} AND seq = 2",)),
    "clue-without-history": (
        "enforcement",
        ("DELETE FROM clue_history WHERE clue_id = (SELECT id FROM clues ORDER BY id LIMIT 1)",),
    ),
    "task-in-grid-from-nowhere": (
        "dispatch",
        (f"DELETE FROM tasks WHERE id = {A_TASK}",),
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
async def test_the_audit_names_each_damage(ruins: Ruins, name: str) -> None:
    service, statements = DAMAGES[name]

    findings = await ruins.damaged(service, *statements)

    assert name in findings.damages, findings.lines()
    assert findings.damages[name].count == 1
    assert not findings.clean


async def test_a_database_that_cannot_be_read_is_said(ruins: Ruins) -> None:
    nowhere = ruins.servers.url("no_such_database")

    with pytest.raises(CommandRefused, match="no_such_database"):
        await audit(ruins.databases | {"grid": nowhere})
