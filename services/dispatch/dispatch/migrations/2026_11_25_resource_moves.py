"""People who move with their posts or leave for good, and ledgers of posts and money that only grow."""

from alembic import op

revision = "resource_moves"
down_revision = "duties_observed"
branch_labels = None
depends_on = None

KINDS = (
    "'establishment', 'transfer', 'placement', 'need', 'agreement', 'booking', 'reversal',"
    " 'stock-posts', 'stock-people', 'stock-money', 'load-limits'"
)
LEDGERS = ("post_entries", "money_entries")

# What was wrong is put right by an entry of its own: nothing is changed or deleted, so what came out even stays so.
ONLY_GROWS = """
CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger % only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def upgrade() -> None:
    _allow(f"{KINDS}, 'move', 'leaving'")
    for event in ("update", "delete"):
        op.execute(f"DROP TRIGGER transfers_even_{event} ON post_entries")
    op.execute(ONLY_GROWS)
    for table in LEDGERS:
        op.execute(
            f"CREATE TRIGGER {table}_only_grow BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger()"
        )


def _allow(kinds: str) -> None:
    op.drop_constraint(op.f("ck_resource_proposals_what"), "resource_proposals", type_="check")
    op.create_check_constraint(op.f("ck_resource_proposals_what"), "resource_proposals", f"what IN ({kinds})")


def downgrade() -> None:
    for table in LEDGERS:
        op.execute(f"DROP TRIGGER {table}_only_grow ON {table}")
    op.execute("DROP FUNCTION refuse_change_of_ledger()")
    for event, changed in (("UPDATE", "NEW"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER transfers_even_{event.lower()} AFTER {event} ON post_entries"
            f" REFERENCING {changed} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION check_transfers_even()"
        )
    # What was moved stays in the books, under the names that there were; what nobody confirmed is gone.
    op.execute("UPDATE resource_proposals SET state = 'withdrawn' WHERE what IN ('move', 'leaving') AND state = 'open'")
    op.execute("UPDATE resource_proposals SET what = 'transfer' WHERE what = 'move'")
    op.execute("UPDATE resource_proposals SET what = 'placement' WHERE what = 'leaving'")
    _allow(KINDS)
