"""How content people are, and what follows where they are not."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "ratings"
down_revision = "licence_ends"
branch_labels = None
depends_on = None

_TABLES = ("rating_looks", "rating_follow_up_history", "rating_follow_ups", "ratings")


def upgrade() -> None:
    _ratings()
    _follow_ups()
    _history()
    _looks()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_rating(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["rating_id"], ["ratings.id"], name=op.f(f"fk_{table}_rating_id_ratings"))


def _ratings() -> None:
    needed = ("paper", "number", "region", "clerk_id", "step", "grade")
    grades = "'very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied'"
    op.create_table(
        "ratings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in needed),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("item", "power")),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _moment("given_at"),
        sa.CheckConstraint("paper IN ('application', 'appeal')", name=op.f("ck_ratings_paper")),
        sa.CheckConstraint(
            "step IN ('reception', 'acceptance', 'decision', 'delivery', 'answer')", name=op.f("ck_ratings_step")
        ),
        sa.CheckConstraint(f"grade IN ({grades})", name=op.f("ck_ratings_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("paper_id", "step", name=op.f("uq_ratings_paper_id")),
    )
    op.create_index(
        "ix_ratings_region", "ratings", ["region", "given_at"], postgresql_ops={"region": "text_pattern_ops"}
    )


def _follow_ups() -> None:
    table = "rating_follow_ups"
    op.create_table(
        table,
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("verify_due_at"),
        _moment("due_at"),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        _moment("called_back_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('opened', 'verified', 'corrected', 'called-back')", name=op.f(f"ck_{table}_state")
        ),
        sa.CheckConstraint(
            "(state = 'called-back') = (called_back_at IS NOT NULL)", name=op.f(f"ck_{table}_called_back")
        ),
        sa.CheckConstraint("verify_due_at <= due_at", name=op.f(f"ck_{table}_order")),
        _of_rating(table),
        sa.PrimaryKeyConstraint("rating_id", name=op.f(f"pk_{table}")),
    )
    is_open = sa.text("state <> 'called-back'")
    op.create_index("ix_rating_follow_ups_open", table, ["due_at"], postgresql_where=is_open)


def _history() -> None:
    table = "rating_follow_up_history"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _moment("at"),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _of_rating(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("rating_id", "seq", name=op.f(f"uq_{table}_rating_id")),
    )


def _looks() -> None:
    op.create_table(
        "rating_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        _moment("at"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "purpose", "what")),
        _of_rating("rating_looks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_looks")),
    )
    op.create_index(op.f("ix_rating_looks_rating_id"), "rating_looks", ["rating_id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
