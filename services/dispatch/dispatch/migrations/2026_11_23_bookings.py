"""Stocks taken over in one request, and indexes for a township's page at the size of a province."""

import sqlalchemy as sa
from alembic import op

revision = "bookings"
down_revision = "regions"
branch_labels = None
depends_on = None

OLD_WHAT = ("establishment", "transfer", "placement", "need", "agreement")
NEW_WHAT = (*OLD_WHAT, "booking", "reversal", "stock-posts", "stock-people", "stock-money")

# Table → what its terms are of. A GiST index takes a UUID six times as fast as the texts themselves.
TERMS_OF = {
    "unit_terms": ("unit_id",),
    "posts_held": ("person_id",),
    "roles_held": ("person_id", "role", "region"),
    "establishments": ("unit_id", "kind"),
    "placements": ("person_id",),
    "power_needs": ("region", "power"),
    "money_agreements": ("region", "power"),
}

# Once a statement, not once a row: a province's posts come in one statement, and each row would add up all of them.
EVEN = """
CREATE FUNCTION check_transfers_even() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM post_entries WHERE transfer_id IN (SELECT transfer_id FROM changed)
        GROUP BY transfer_id, kind HAVING sum(posts) <> 0
    ) THEN
        RAISE EXCEPTION 'the posts of a transfer do not come out even' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""

# As it was before.
EVEN_BY_ROW = """
CREATE FUNCTION check_transfer_even() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM post_entries WHERE transfer_id = coalesce(NEW.transfer_id, OLD.transfer_id)
        GROUP BY kind HAVING sum(posts) <> 0
    ) THEN
        RAISE EXCEPTION 'the posts of a transfer do not come out even' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    _allow(NEW_WHAT)
    op.add_column("resource_proposals", sa.Column("lines", sa.Integer(), nullable=True))
    op.execute("UPDATE resource_proposals SET lines = jsonb_array_length(body -> 'lines')")
    op.alter_column("resource_proposals", "lines", nullable=False)
    op.add_column("money_entries", sa.Column("proposal_id", sa.Uuid(), nullable=True))
    op.add_column("money_entries", sa.Column("reverses", sa.Uuid(), nullable=True))
    for column, table in (("proposal_id", "resource_proposals"), ("reverses", "money_entries")):
        op.create_foreign_key(op.f(f"fk_money_entries_{column}_{table}"), "money_entries", table, [column], ["id"])
    op.create_unique_constraint(op.f("uq_money_entries_reverses"), "money_entries", ["reverses"])
    _money("CASE WHEN reverses IS NULL THEN fen > 0 ELSE fen < 0 END")
    for table in ("power_needs", "money_agreements"):
        op.create_index(f"ix_{table}_region", table, ["region", "power"], postgresql_ops={"region": "text_pattern_ops"})
    for table, names in TERMS_OF.items():
        joined = " || ' ' || ".join(names)
        op.add_column(
            table, sa.Column("key", sa.Uuid(), sa.Computed(f"md5({joined})::uuid", persisted=True), nullable=False)
        )
        _key_by(table, "key")
        if names[0] != "region":
            op.create_index(op.f(f"ix_{table}_{names[0]}"), table, [names[0]])
    op.execute("DROP TRIGGER transfer_even ON post_entries")
    op.execute("DROP FUNCTION check_transfer_even()")
    op.execute(EVEN)
    for event, changed in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER transfers_even_{event.lower()} AFTER {event} ON post_entries"
            f" REFERENCING {changed} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION check_transfers_even()"
        )


def _key_by(table: str, *names: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({', '.join(names)}, valid WITHOUT OVERLAPS)"
    )


def _money(rule: str) -> None:
    op.drop_constraint(op.f("ck_money_entries_fen"), "money_entries", type_="check")
    op.create_check_constraint(op.f("ck_money_entries_fen"), "money_entries", rule)


def _allow(kinds: tuple[str, ...]) -> None:
    name = op.f("ck_resource_proposals_what")
    op.drop_constraint(name, "resource_proposals", type_="check")
    listed = ", ".join(repr(kind) for kind in kinds)
    op.create_check_constraint(name, "resource_proposals", f"what IN ({listed})")


def downgrade() -> None:
    for event in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER transfers_even_{event} ON post_entries")
    op.execute("DROP FUNCTION check_transfers_even()")
    op.execute(EVEN_BY_ROW)
    op.execute(
        "CREATE CONSTRAINT TRIGGER transfer_even AFTER INSERT OR UPDATE OR DELETE ON post_entries"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_transfer_even()"
    )
    for table, names in TERMS_OF.items():
        _key_by(table, *names)
        op.drop_column(table, "key")
        if names[0] != "region":
            op.drop_index(op.f(f"ix_{table}_{names[0]}"), table_name=table)
    for table in ("power_needs", "money_agreements"):
        op.drop_index(f"ix_{table}_region", table_name=table)
    op.drop_column("resource_proposals", "lines")
    _money("fen > 0")
    op.drop_constraint(op.f("uq_money_entries_reverses"), "money_entries", type_="unique")
    for column in ("reverses", "proposal_id"):
        op.drop_column("money_entries", column)
    _allow(OLD_WHAT)
