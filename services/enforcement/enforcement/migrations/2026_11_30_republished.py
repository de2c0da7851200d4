"""Since when what an appeal made of a decision is published in its place; and why is no free text any more."""

import sqlalchemy as sa
from alembic import op

revision = "republished"
down_revision = "officers_fields"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publications", sa.Column("republished_at", sa.DateTime(timezone=True), nullable=True))
    # What somebody wrote is on the record, sealed; the public is told what the appeal made of the decision.
    op.execute(
        "UPDATE publications SET why_withdrawn = coalesce((SELECT (a ->> 'kind') || '-' || (a ->> 'result') "
        "FROM penalties p, jsonb_array_elements(p.course -> 'appeals') a WHERE p.id = publications.penalty_id "
        "AND a ->> 'result' IN ('changed', 'revoked') LIMIT 1), 'reconsideration-revoked') "
        "WHERE why_withdrawn IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("publications", "republished_at")
