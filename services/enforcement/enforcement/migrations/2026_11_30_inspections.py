"""Supervised objects, checklists, inspections, and from which inspection a penalty case came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "inspections"
down_revision = "officers_certificates"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_OBJECTS = {
    "kind": "kind IN ('licence', 'enterprise')",
    "licence": "(kind = 'licence') = (item IS NOT NULL)",
    "enterprise": ("(kind = 'enterprise') = (field IS NOT NULL AND sealed IS NOT NULL AND added_by IS NOT NULL)"),
}
_INSPECTIONS = {
    "state": "state IN ('open', 'signed', 'ordered', 'uncorrected', 'closed')",
    "ground": "ground IN ('clue', 'plan', 'draw', 'own')",
    "from_clue": "(ground = 'clue') = (clue_id IS NOT NULL)",
    "from_draw": "(ground = 'draw') = (draw_id IS NOT NULL)",
    "two_officers": "jsonb_array_length(officers) >= 2",
    "ordered": "state <> 'ordered' OR due_on IS NOT NULL",
    "closed": "(state = 'closed') = (closed_at IS NOT NULL AND outcome IS NOT NULL)",
    "penalty": "(outcome IS NOT DISTINCT FROM 'penalty') = (penalty_id IS NOT NULL)",
    "handed_over": "(outcome IS NOT DISTINCT FROM 'handed-over') = (finding_id IS NOT NULL)",
}


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _checks(table: str, rules: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def upgrade() -> None:
    op.create_table(
        "supervised_objects",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_texts("kind", "region"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("field", "item", "power", nullable=True),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("valid_to", "ended_on")),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("sealed", "party_mark")),
        *_texts("added_by", nullable=True),
        sa.Column("added_at", _moment, nullable=False),
        *_checks("supervised_objects", _OBJECTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervised_objects")),
    )
    op.create_index(
        "ix_supervised_objects_region", "supervised_objects", ["region"], postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_index("ix_supervised_objects_party_mark", "supervised_objects", ["party_mark"])
    op.create_table(
        "object_looks",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "object_id")),
        sa.Column("at", _moment, nullable=False),
        *_texts("by", "purpose"),
        sa.ForeignKeyConstraint(
            ["object_id"], ["supervised_objects.id"], name=op.f("fk_object_looks_object_id_supervised_objects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_object_looks")),
    )
    op.create_index(op.f("ix_object_looks_object_id"), "object_looks", ["object_id"])
    op.create_table(
        "checklists",
        *_texts("region", "field"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("matter"),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("items", "questions")),
        *_texts("published_by"),
        sa.Column("published_at", _moment, nullable=False),
        *_checks("checklists", {"version": "version >= 1", "quiet_days": "quiet_days >= 0"}),
        sa.PrimaryKeyConstraint("region", "field", "version", name=op.f("pk_checklists")),
    )
    op.create_table(
        "inspections",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_texts("number", "region", "field", "checklist_region"),
        sa.Column("checklist_version", sa.Integer(), nullable=False),
        *_texts("matter"),
        sa.Column("powers", JSONB(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        *_texts("ground"),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in ("clue_id", "draw_id")),
        *_texts("plan", "reason", nullable=True),
        *_texts("state"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("officers", JSONB(), nullable=False),
        sa.Column("opened_at", _moment, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        *_texts("outcome", nullable=True),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in ("penalty_id", "finding_id")),
        sa.Column("closed_at", _moment, nullable=True),
        sa.Column("course", JSONB(), nullable=False),
        *_checks("inspections", _INSPECTIONS),
        sa.ForeignKeyConstraint(
            ["object_id"], ["supervised_objects.id"], name=op.f("fk_inspections_object_id_supervised_objects")
        ),
        sa.ForeignKeyConstraint(["clue_id"], ["clues.id"], name=op.f("fk_inspections_clue_id_clues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
        sa.UniqueConstraint("number", name=op.f("uq_inspections_number")),
    )
    op.create_index("ix_inspections_region", "inspections", ["region"], postgresql_ops={"region": "text_pattern_ops"})
    op.create_index(op.f("ix_inspections_object_id"), "inspections", ["object_id"])
    op.create_index(op.f("ix_inspections_clue_id"), "inspections", ["clue_id"])
    op.add_column("penalties", sa.Column("inspection_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("penalties", "inspection_id")
    for table in ("inspections", "checklists", "object_looks", "supervised_objects"):
        op.drop_table(table)
