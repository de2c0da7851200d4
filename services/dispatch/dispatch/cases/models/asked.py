"""Which tables hold what is asked for of cases, which were merged, and what callers said of the result?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.cases.domain.case import Rating
from dispatch.cases.domain.requests import RequestKind, RequestState
from dispatch.metadata import metadata, one_of

_moment = DateTime(timezone=True)


# What somebody asks for and another person decides; `explanation` is sealed, `granted_*` is what was given.
case_requests = Table(
    "case_requests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sealed_explanation", LargeBinary),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    *(Column(name, _moment) for name in ("until", "granted_until", "decided_at")),
    *(Column(name, Integer) for name in ("amount", "granted_amount")),
    *(Column(name, Text) for name in ("unit", "decided_by", "decided_because")),
    one_of("kind", RequestKind),
    one_of("state", RequestState),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
)
Index("ix_case_requests_case_id", case_requests.c.case_id, case_requests.c.id)
_asked = case_requests.c
_waits = _asked.decided_at.is_(None)
Index("ix_case_requests_waiting", _asked.id, postgresql_where=_waits)
# One of a kind waits at a time.
Index("uq_case_requests_waiting", _asked.case_id, _asked.kind, unique=True, postgresql_where=_waits)

# Who has read what a request explains.
case_request_looks = Table(
    "case_request_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("case_requests.id"), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_case_request_looks_request_id", case_request_looks.c.request_id)

# What a merged case was right before: `former` its fields, `clocks` the ids of those that ran, each with since when it
# stood still; `reports` are those that went.
case_merges = Table(
    "case_merges",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("into_id", Uuid, ForeignKey("cases.id"), nullable=False),
    *(Column(name, JSONB, nullable=False) for name in ("reports", "former", "clocks")),
    Column("merged_by", Text, nullable=False),
    Column("merged_at", _moment, nullable=False),
    Column("unmerged_by", Text),
    Column("unmerged_at", _moment),
)
Index("ix_case_merges_into_id", case_merges.c.into_id, case_merges.c.id)
Index("ix_case_merges_case_id", case_merges.c.case_id, case_merges.c.id)
# A case is in one other at a time.
Index("uq_case_merges_live", case_merges.c.case_id, unique=True, postgresql_where=case_merges.c.unmerged_at.is_(None))

# How a caller was asked, after the end, whether he is content (回访).
case_call_backs = Table(
    "case_call_backs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("reached", Boolean, nullable=False),
    Column("satisfied", Boolean),
    Column("rating", Text),
    Column("called_by", Text, nullable=False),
    Column("called_at", _moment, nullable=False),
    one_of("rating", Rating),
    CheckConstraint("reached OR (satisfied IS NULL AND rating IS NULL)", name="reached"),
)
Index("ix_case_call_backs_case_id", case_call_backs.c.case_id, case_call_backs.c.id)
