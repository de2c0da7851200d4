"""What the items that come with the product ask for: the next version of each of which nobody has said it yet."""

import json

import sqlalchemy as sa
from alembic import op

from approval_window.starter import starter_materials

revision = "starter_materials"
down_revision = "application_files"
branch_labels = None
depends_on = None

BY, STEPS = "system:starter-materials", "'{receive,accept,review,decide,deliver}'::text[]"
TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
# The newest version asks for nothing and names no document: it is as it came, but for the power that it may need.
UNSAID = f"""
    SELECT version FROM item_versions JOIN items USING (code, version)
    WHERE code = :code AND item_versions.materials = '[]'::jsonb AND basis IS NULL
        AND item_versions.in_force_to IS NULL AND item_versions.in_force_from <= {TODAY}
"""  # noqa: S608 # constants
# What was received before asked for nothing, and goes on with the version that it names.
ENDED = f"UPDATE item_versions SET in_force_to = {TODAY} - 1 WHERE code = :code AND version = :version"  # noqa: S608
ADDED = f"""
    INSERT INTO item_versions (
        code, version, name, name_en, kind, legal_days, promised_days, power, materials, on_site, joint, one_hand,
        in_force_from, steps, basis, published_on, by
    )
    SELECT code, version + 1, name, name_en, kind, legal_days, promised_days, power, CAST(:materials AS jsonb), on_site,
        joint, one_hand, {TODAY}, {STEPS}, :basis, {TODAY}, :by
    FROM items WHERE code = :code
"""  # noqa: S608 # constants
NEWEST = """
    UPDATE items SET version = n.version, materials = n.materials, in_force_from = n.in_force_from
    FROM item_versions n WHERE n.code = items.code AND n.code = :code AND n.in_force_to IS NULL
"""
MINE = "SELECT code FROM item_versions JOIN items USING (code, version) WHERE by = :by"
BEFORE = "SELECT max(version) FROM item_versions WHERE code = :code"
TAKEN_BACK = (
    "DELETE FROM item_versions WHERE by = :by AND code = :code",
    f"UPDATE item_versions SET in_force_to = NULL WHERE code = :code AND version = ({BEFORE})",  # noqa: S608 # constants
    NEWEST,
)


def _do(statement: str, **given: object) -> list[sa.Row[tuple[object, ...]]]:
    query = sa.text(statement)
    bound = {name: value for name, value in given.items() if f":{name}" in statement}
    answer = op.get_bind().execute(query, bound)
    return list(answer) if answer.returns_rows else []


def upgrade() -> None:
    for code, asked in starter_materials().items():
        materials = json.dumps(asked["materials"], ensure_ascii=False)
        for (version,) in _do(UNSAID, code=code):
            given = {"code": code, "version": version, "materials": materials, "basis": asked["basis"]}
            for statement in (ENDED, ADDED, NEWEST):
                _do(statement, **given, by=BY)


def downgrade() -> None:
    for (code,) in _do(MINE, by=BY):
        for statement in TAKEN_BACK:
            _do(statement, code=code, by=BY)
