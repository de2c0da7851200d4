"""What is kept of the grid's support of a re-check?"""

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata
from shared.runtime.supporting import supports_in

inspection_supports = supports_in(
    metadata,
    "inspection_supports",
    "inspection_id",
    "inspections",
    Column("region", Text, nullable=False),
    Column("officials", JSONB, nullable=False),
)
