"""The procedure of the licence law: acceptance, materials, pauses, verification, decision and delivery."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "licence_procedure"
down_revision = "item_catalogue"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_MOMENTS = ("notice_at", "accepted_at", "decision_due_at", "promise_due_at", "paused_at", "decided_at")
_LATER = ("delivery_due_at", "delivered_at")
_STATES = (
    "state IN ('received', 'correcting', 'accepted', 'paused', 'granted', 'refused', 'delivered', 'rejected',"
    " 'withdrawn', 'terminated', 'archived')"
)
_CHECKS = {
    "promised_within_legal": "promised_days <= legal_days",
    "accepted_with_slip": "(accepted_at IS NULL) = (slip_number IS NULL)",
    "decided_after_acceptance": "state NOT IN ('accepted', 'granted', 'refused', 'delivered')"
    " OR accepted_at IS NOT NULL",
    "paused": "(state = 'paused') = (paused_at IS NOT NULL)",
}


def upgrade() -> None:
    for name in ("legal_days", "promised_days"):
        op.add_column("applications", sa.Column(name, sa.SmallInteger(), nullable=True))
    op.execute(
        "UPDATE applications SET legal_days = items.legal_days, promised_days = items.promised_days"
        " FROM items WHERE items.code = applications.item"
    )
    for name in ("legal_days", "promised_days"):
        op.alter_column("applications", name, nullable=False)
    op.add_column("applications", sa.Column("extended_days", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("applications", sa.Column("by_silence", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("applications", sa.Column("slip_number", sa.Text(), nullable=True))
    for name in (*_MOMENTS, *_LATER):
        op.add_column("applications", sa.Column(name, _moment, nullable=True))
    # What was granted before there was an acceptance was accepted on the day of its receipt, and its receipt is the slip.
    op.execute(
        "UPDATE applications SET accepted_at = received_at, slip_number = number, decided_at = l.at"
        " FROM licences l WHERE l.application_id = applications.id"
    )
    op.drop_constraint(op.f("ck_applications_state"), "applications", type_="check")
    op.create_check_constraint(op.f("ck_applications_state"), "applications", _STATES)
    for name, rule in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_applications_{name}"), "applications", rule)
    silent = sa.text("state = 'received' AND handed_to IS NULL")
    op.create_index("ix_applications_silent", "applications", ["notice_due_at"], postgresql_where=silent)
    op.add_column("application_history", sa.Column("words", sa.LargeBinary(), nullable=True))
    _materials()
    _pauses()
    _verifications()


def _of_application(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_application_id_applications")
    return sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=name)


def _materials() -> None:
    op.create_table(
        "application_materials",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("promised_until", sa.Date(), nullable=True),
        sa.Column("at", _moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('missing', 'handed-in', 'promised')", name=op.f("ck_application_materials_state")
        ),
        sa.CheckConstraint(
            "(state = 'promised') = (promised_until IS NOT NULL)", name=op.f("ck_application_materials_promised")
        ),
        _of_application("application_materials"),
        sa.PrimaryKeyConstraint("application_id", "code", name=op.f("pk_application_materials")),
    )


def _pauses() -> None:
    op.create_table(
        "application_pauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told_days", sa.SmallInteger(), nullable=False),
        sa.Column("began_at", _moment, nullable=False),
        sa.Column("ended_at", _moment, nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_application_pauses_order")),
        _of_application("application_pauses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_pauses")),
    )
    op.create_index(op.f("ix_application_pauses_application_id"), "application_pauses", ["application_id"])
    op.create_index(
        "uq_application_pauses_running",
        "application_pauses",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _verifications() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "application_verifications",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("officials", json, nullable=False),
        sa.Column("signed", json, nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "jsonb_array_length(officials) >= 2", name=op.f("ck_application_verifications_two_officials")
        ),
        sa.CheckConstraint(
            "(verified_on IS NULL) = (passed IS NULL)", name=op.f("ck_application_verifications_verified")
        ),
        _of_application("application_verifications"),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application_verifications")),
    )


def downgrade() -> None:
    for table in ("application_verifications", "application_pauses", "application_materials"):
        op.drop_table(table)
    op.drop_column("application_history", "words")
    op.drop_index("ix_applications_silent", "applications")
    for name in (*_CHECKS, "state"):
        op.drop_constraint(op.f(f"ck_applications_{name}"), "applications", type_="check")
    op.create_check_constraint(op.f("ck_applications_state"), "applications", "state IN ('received', 'granted')")
    for name in (*_LATER, *_MOMENTS, "slip_number", "by_silence", "extended_days", "promised_days", "legal_days"):
        op.drop_column("applications", name)
