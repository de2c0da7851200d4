"""How does a database come to hold a province's cases of a year? Made up by the server itself, set by set.

Ids are in the order of time over the year before now; half of the cases lie in a tenth of the townships; three in a
hundred, all of them new, are still open, half of those late, in queues and with workers and units; one in a thousand is
hidden from a person or a unit. Supervision has seen them all: nobody has to be told of any. Nothing of it is anybody's.
"""

import sys
from typing import Any, Final

CHUNK: Final = 50_000
HIDDEN_FROM: Final = "p-bench-about"
YEAR_S: Final = 365 * 24 * 3600

# $1 first number, $2 last number, $3 how many there shall be: the newest has the number 1.
_PLAN = f"""
CREATE TEMP TABLE IF NOT EXISTS towns AS
  SELECT row_number() OVER (ORDER BY code) - 1 AS n, code FROM regions WHERE level = 'township' AND NOT is_pseudo;
CREATE TEMP TABLE IF NOT EXISTS kinds AS
  SELECT row_number() OVER (ORDER BY code) - 1 AS n, code, executor FROM matters;
CREATE TEMP TABLE IF NOT EXISTS planned (
  n bigint, id uuid, region text, matter text, executor text, state text, opened_at timestamptz, due_at timestamptz,
  ended_at timestamptz);
CREATE OR REPLACE FUNCTION pg_temp.plan(first bigint, last bigint, wanted bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO planned
  SELECT g.n, uuidv7(-o.ago), t.code, k.code, k.executor, s.state, now() - o.ago, now() - o.ago + interval '5 days',
         CASE WHEN s.state = 'closed' THEN least(now(), now() - o.ago + (g.n % 7) * interval '20 hours') END
  FROM generate_series(first, last) AS g(n)
  CROSS JOIN LATERAL (SELECT hashint8(g.n)::bigint + 2147483648 AS h) h
  CROSS JOIN LATERAL (
    SELECT CASE WHEN g.n > wanted * 0.06 OR h.h % 2 = 0 THEN 'closed' ELSE (ARRAY['dispatched', 'handling', 'handled',
      'verifying', 'returned', 'suspended'])[1 + h.h / 100 % 6] END AS state) s
  CROSS JOIN LATERAL (SELECT make_interval(secs => g.n * {YEAR_S}.0 / wanted + 60) AS ago) o
  JOIN towns t ON t.n = CASE WHEN h.h / 700 % 2 = 0 THEN h.h / 1400 % ((SELECT count(*) FROM towns) / 10)
                             ELSE h.h / 1400 % (SELECT count(*) FROM towns) END
  JOIN kinds k ON k.n = h.h / 31 % (SELECT count(*) FROM kinds)
$$;
"""
_CASES = """
INSERT INTO cases (id, number, version, state, region, source, matter, urgency, executor, unit, worker_id, lon, lat,
                   workflow_version, queue, outcome, result, urged, opened_at, changed_at, closed_at, appeal_kind, cell)
SELECT id, 'bench-' || region || '-' || n, 6, state, region,
       (ARRAY['hotline-12345', 'urban-management', 'patrol'])[1 + n % 3], matter,
       (ARRAY['urgent', 'normal', 'normal', 'low'])[1 + n % 4], executor,
       'u-' || region || '-' || (ARRAY['governance-office', 'enforcement-team', 'social-affairs'])[1 + n % 3],
       'p-' || region || '-w0' || n % 10, 120 + n % 1000 / 1000.0, 32 + n % 777 / 777.0, 1,
       (ARRAY['to-verify', 'to-close', 'returned', 'suspended'])
         [array_position(ARRAY['handled', 'verifying', 'returned', 'suspended'], state)],
       CASE state WHEN 'closed' THEN 'closed' END, CASE state WHEN 'closed' THEN 'solved' END, n % 20 / 19,
       opened_at, coalesce(ended_at, opened_at), ended_at,
       (ARRAY['complaint', 'help', 'enquiry', 'suggestion', 'help'])[1 + n % 5], region || '00100' || 1 + n % 9
FROM planned ORDER BY id
"""
_HISTORY = """
INSERT INTO case_history (case_id, seq, action, from_state, to_state, "by", at, facts)
SELECT p.id, s.seq, s.action, s.came, s.went, 'system:bench', p.opened_at + (s.seq - 1) * interval '1 hour', '{}'
FROM planned p CROSS JOIN (VALUES
  (1, 'receive', NULL, 'received'), (2, 'file', 'received', 'filed'), (3, 'dispatch', 'filed', 'dispatched'),
  (4, 'feed-back', 'handling', 'handled'), (5, 'verify', 'handled', 'verifying'), (6, 'close', 'verifying', 'closed')
) AS s(seq, action, came, went)
WHERE s.seq <= 3 OR p.state = 'closed' ORDER BY p.id, s.seq
"""
_CLOCKS = """
INSERT INTO case_clocks (id, case_id, kind, unit, started_at, due_at, provisional, calendar_version, policy_version,
                         stopped_at, overdue_at, yellow_at, watched_due_at)
SELECT uuidv7(), p.id, k.kind, 'working-days', p.opened_at, p.due_at + k.more, false, 'bench', 1,
       p.ended_at, CASE WHEN p.ended_at IS NULL AND p.due_at + k.more < now() THEN now() END,
       p.due_at + k.more - interval '1 day', p.due_at + k.more
FROM planned p CROSS JOIN (VALUES ('handle', interval '0'), ('reply', interval '5 days')) AS k(kind, more) ORDER BY p.id
"""
_HIDDEN = f"""
INSERT INTO case_subjects (case_id, kind, subject, named_by, named_at)
SELECT id, k.kind, CASE k.kind WHEN 'unit' THEN 'u-' || region || '-governance-office' ELSE '{HIDDEN_FROM}' END,
       'system:bench', now()
FROM planned, LATERAL (SELECT CASE WHEN n % 2000 = 0 THEN 'unit' ELSE 'person' END AS kind) k WHERE n % 1000 = 0
"""


async def fill_up(connection: Any, wanted: int) -> None:
    """Make cases with their histories and clocks, under new ids, until there are `wanted` rows of cases.

    `connection`: of asyncpg, to the database of the centre.
    """
    missing = wanted - await connection.fetchval("SELECT count(*) FROM cases")
    if missing <= 0:
        return
    await connection.execute(_PLAN)
    for first in range(1, missing + 1, CHUNK):
        last = min(first + CHUNK - 1, missing)
        async with connection.transaction():
            await connection.execute("TRUNCATE planned")
            await connection.execute("SELECT pg_temp.plan($1, $2, $3)", first, last, wanted)
            for statement in (_CASES, _HISTORY, _CLOCKS, _HIDDEN):
                await connection.execute(statement)
        print(f"    {last:,} of {missing:,} cases made", file=sys.stderr, flush=True)
    await connection.execute("DROP TABLE planned, towns, kinds")
    for table in ("cases", "case_history", "case_clocks", "case_subjects"):
        await connection.execute(f"VACUUM (ANALYZE) {table}")
