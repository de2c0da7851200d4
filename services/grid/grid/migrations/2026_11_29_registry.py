"""Who and what is in a cell: the registry's records, how they hang together, their history and who looked."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "registry"
down_revision = "hidden_reports"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_T = sa.Text

RECORDS = ("homes", "residents", "households", "enterprises", "places", "facilities")


def upgrade() -> None:
    _make_homes()
    _make_residents()
    _make_households()
    _make_enterprises()
    _make_places_and_facilities()
    _make_history_and_looks()
    _make_ties()


def downgrade() -> None:
    for table in ("record_looks", "record_ties", "record_history", *reversed(RECORDS)):
        op.drop_table(table)


def _make_records(
    name: str, *columns: sa.Column[Any], sealed: tuple[str, ...] = (), marked: tuple[str, ...] = ()
) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", _T()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", _T(), nullable=False),
        sa.Column("region", _T(), nullable=False),
        sa.Column("township", _T(), sa.Computed("left(region, 9)", persisted=True), nullable=False),
        sa.Column("cell", _T()),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        *columns,
        *(sa.Column(field, sa.LargeBinary()) for field in sealed),
        *(sa.Column(f"{field}_mark", sa.LargeBinary()) for field in marked),
        sa.Column("source", _T(), nullable=False),
        *(sa.Column(moment, _moment, nullable=False) for moment in ("added_at", "changed_at", "checked_at")),
        sa.Column("ended_at", _moment),
        sa.Column("end_reason", _T()),
        sa.Column("sealed_under", _T(), nullable=False),
        sa.Column("marked_under", _T(), nullable=False),
        sa.CheckConstraint("state IN ('current', 'ended')", name=f"ck_{name}_state"),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL AND end_reason IS NOT NULL)", name=f"ck_{name}_ended"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    _index_records(name, marked)


def _index_records(name: str, marked: tuple[str, ...]) -> None:
    current = sa.text("state = 'current'")
    op.create_index(
        f"ix_{name}_region",
        name,
        ["region", "id"],
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_where=current,
    )
    op.create_index(f"ix_{name}_cell", name, ["cell", "id"], postgresql_where=current)
    op.create_index(f"ix_{name}_checked_at", name, ["township", "checked_at"], postgresql_where=current)
    op.create_index(f"ix_{name}_ended_at", name, ["ended_at"], postgresql_where=sa.text("ended_at IS NOT NULL"))
    op.create_index(f"ix_{name}_keys", name, ["sealed_under", "marked_under"])
    op.create_index(
        f"uq_{name}_code",
        name,
        ["township", "code"],
        unique=True,
        postgresql_where=sa.text("state = 'current' AND code IS NOT NULL"),
    )
    for field in marked:
        column = f"{field}_mark"
        op.create_index(f"ix_{name}_{column}", name, [column], postgresql_where=sa.text(f"{column} IS NOT NULL"))


def _make_homes() -> None:
    _make_records(
        "homes",
        sa.Column("use", _T(), nullable=False),
        sa.Column("meter", _T()),
        sa.Column("area_m2", sa.Double()),
        sealed=("address",),
        marked=("address",),
    )
    op.create_index("ix_homes_meter", "homes", ["meter"], postgresql_where=sa.text("meter IS NOT NULL"))


def _make_residents() -> None:
    words = ("id_kind", "sex", "population", "employment")
    _make_records(
        "residents",
        *(sa.Column(name, _T(), nullable=False) for name in words),
        sa.Column("born_on", sa.Date()),
        sa.Column("skills", JSONB(), nullable=False),
        sa.Column("care", JSONB(), nullable=False),
        sa.Column("message_consent", sa.Boolean(), nullable=False),
        sa.Column("consent_on", sa.Date()),
        sealed=("name", "id_number", "phone"),
        marked=("name", "id_number", "phone"),
    )


def _make_households() -> None:
    _make_records(
        "households",
        sa.Column("kind_of_household", _T(), nullable=False),
        sa.Column("home_id", sa.Uuid(), sa.ForeignKey("homes.id", name="fk_households_home_id_homes"), nullable=False),
    )
    op.create_index("ix_households_home_id", "households", ["home_id"])


def _make_enterprises() -> None:
    _make_records(
        "enterprises",
        sa.Column("name", _T(), nullable=False),
        sa.Column("credit_code", _T()),
        sa.Column("industry", _T()),
        sa.Column("employees", sa.Integer()),
        sa.Column("address", _T()),
        sealed=("representative", "phone"),
        marked=("phone",),
    )
    op.create_index(
        "ix_enterprises_credit_code",
        "enterprises",
        ["credit_code"],
        postgresql_where=sa.text("credit_code IS NOT NULL"),
    )


def _make_places_and_facilities() -> None:
    _make_records(
        "places",
        *(sa.Column(name, _T(), nullable=False) for name in ("name", "kind_of_place", "hazard")),
        sa.Column("address", _T()),
        sealed=("contact", "phone"),
        marked=("phone",),
    )
    _make_records("facilities", *(sa.Column(name, _T(), nullable=False) for name in ("name", "component", "condition")))


def _make_history_and_looks() -> None:
    op.create_table(
        "record_history",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, _T(), nullable=False) for name in ("kind", "region", "action", "source", "by")),
        sa.Column("at", _moment, nullable=False),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("fields", "plain", "sealed")),
        sa.PrimaryKeyConstraint("record_id", "version", name="pk_record_history"),
    )
    op.create_table(
        "record_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", _T(), nullable=False),
        sa.Column("kind", _T(), nullable=False),
        sa.Column("record_id", sa.Uuid()),
        sa.Column("action", _T(), nullable=False),
        sa.Column("by", _T(), nullable=False),
        sa.Column("on_behalf_of", _T()),
        sa.Column("purpose", _T(), nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        sa.Column("mark", sa.LargeBinary()),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record_looks"),
    )
    op.create_index("ix_record_looks_record_id", "record_looks", ["record_id", "id"])
    op.create_index("ix_record_looks_at", "record_looks", ["at"])


def _make_ties() -> None:
    op.create_table(
        "record_ties",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", _T(), nullable=False),
        *(
            column
            for end in ("from", "to")
            for column in (
                sa.Column(f"{end}_kind", _T(), nullable=False),
                sa.Column(f"{end}_id", sa.Uuid(), nullable=False),
            )
        ),
        sa.Column("relation", _T(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("by", _T(), nullable=False),
        sa.Column("ended_by", _T()),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ck_record_ties_order"),
        sa.PrimaryKeyConstraint("id", name="pk_record_ties"),
    )
    for end in ("from", "to"):
        op.create_index(f"ix_record_ties_{end}_id", "record_ties", [f"{end}_id"])
    op.create_index(
        "uq_record_ties",
        "record_ties",
        ["from_id", "to_id", "relation"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
    )
