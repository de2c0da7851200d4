"""What confiscated goods are worth stands beside the money that is owed, and is owed no more.

Until now one amount stood for confiscated gains and goods together. Where a penalty confiscates goods and no gains, it
was the value of the goods, and moves; with it goes the last day to pay, where nothing else is to be paid. Where it
confiscates both, nobody can say how much of the sum was whose: it stays as it was decided, and is owed.
"""

import sqlalchemy as sa
from alembic import op

revision = "confiscated_goods"
down_revision = "penalty_measures"
branch_labels = None
depends_on = None

# Where a penalty stands in the course of a case: as it was told, decided, and approved beyond the discretion table.
_PLACES = ("{proposed}", "{decided}", "{deviation,sanction}")
_GOODS_ALONE = """course #> '{place}' -> 'kinds' ? 'confiscate-goods'
    AND NOT course #> '{place}' -> 'kinds' ? 'confiscate-gains'"""
_MOVE = """
    UPDATE penalties SET course = jsonb_set(course, '{place}', (course #> '{place}')
        || jsonb_build_object('{to}', course #> '{place}' -> '{since}', '{since}', 0))
    WHERE {which} AND COALESCE((course #> '{place}' ->> '{since}')::bigint, 0) > 0
"""
_NOTHING_TO_PAY = """
    UPDATE penalties SET pay_due_on = NULL
    WHERE (course #>> '{decided,goods_fen}')::bigint > 0 AND (course #>> '{decided,fine_fen}')::bigint = 0
"""
_PUBLISHED = """
    UPDATE publications SET
        goods_fen = CASE WHEN {which} THEN confiscated_fen ELSE 0 END,
        confiscated_fen = CASE WHEN {which} THEN 0 ELSE confiscated_fen END
    WHERE confiscated_fen IS NOT NULL
"""
_UNPUBLISHED = "UPDATE publications SET confiscated_fen = goods_fen WHERE goods_fen > 0 AND {which}"
_PUBLISHED_GOODS = "kinds ? 'confiscate-goods' AND NOT kinds ? 'confiscate-gains'"


def _move(since: str, to: str) -> None:
    for place in _PLACES:
        which = _GOODS_ALONE.replace("{place}", place)
        filled = _MOVE.replace("{which}", which).replace("{place}", place)
        op.execute(filled.replace("{since}", since).replace("{to}", to))


def upgrade() -> None:
    _move("confiscated_fen", "goods_fen")
    op.execute(_NOTHING_TO_PAY)
    op.add_column("publications", sa.Column("goods_fen", sa.BigInteger(), nullable=True))
    op.execute(_PUBLISHED.replace("{which}", _PUBLISHED_GOODS))


def downgrade() -> None:
    _move("goods_fen", "confiscated_fen")
    op.execute(_UNPUBLISHED.replace("{which}", _PUBLISHED_GOODS))
    op.drop_column("publications", "goods_fen")
