"""Which tables hold the formulas, the facts that they count, and the briefs?"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata

_moment = DateTime(timezone=True)

# What formulas count, versioned; `region` is a prefix, "" is for all that have none of their own.
figure_formulas = Table(
    "figure_formulas",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("version", Integer),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("definition", JSONB, nullable=False),
    # The standard and clause, or the city's document, that it follows.
    Column("basis", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    UniqueConstraint("code", "region", "version"),
    CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'confirmed') = (version IS NOT NULL)", name="numbered"),
    CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="two_persons"),
)
Index(
    "uq_figure_formulas_open",
    figure_formulas.c.code,
    figure_formulas.c.region,
    unique=True,
    postgresql_where=figure_formulas.c.state == "open",
)

# What history, clocks and call-backs say of a case, told once; what its row says is read there.
case_facts = Table(
    "case_facts",
    metadata,
    Column("id", Uuid, ForeignKey("cases.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("opened_at", _moment, nullable=False),
    Column("filed_at", _moment),
    Column("dispatched_at", _moment),
    Column("called_back_at", _moment),
    # By when each was due at last; `…_kept`: it was done, and never too late.
    Column("dispatch_due_at", _moment),
    Column("dispatch_kept", Boolean, nullable=False),
    Column("sign_due_at", _moment),
    Column("sign_kept", Boolean, nullable=False),
    Column("contact_due_at", _moment),
    Column("contact_kept", Boolean, nullable=False),
    Column("handle_due_at", _moment),
    Column("handle_kept", Boolean, nullable=False),
    Column("reply_due_at", _moment),
    Column("reply_kept", Boolean, nullable=False),
    Column("close_due_at", _moment),
    Column("returned", Integer, nullable=False),
    Column("reworked", Integer, nullable=False),
    Column("handled", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("satisfied", Boolean),
)
Index(
    "ix_case_facts_region", case_facts.c.region, case_facts.c.opened_at, postgresql_ops={"region": "text_pattern_ops"}
)
for _name in ("opened", "filed", "dispatch_due", "sign_due", "contact_due", "handle_due", "close_due", "reply_due"):
    Index(f"ix_case_facts_{_name}_at", case_facts.c[f"{_name}_at"])
Index("ix_case_facts_called_back_at", case_facts.c.called_back_at)

# Cases whose facts are to be told again; a case may stand here several times.
figures_waiting = Table(
    "figures_waiting",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("case_id", Uuid, nullable=False),
)

# For which regions a brief is made every night.
brief_regions = Table(
    "brief_regions",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), primary_key=True),
    Column("wanted_by", Text, nullable=False),
    Column("wanted_at", _moment, nullable=False),
)

# What a brief said when it was made: never changed; made again, it is another version.
briefs = Table(
    "briefs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("day", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("as_of", _moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    UniqueConstraint("region", "day", "version"),
)
