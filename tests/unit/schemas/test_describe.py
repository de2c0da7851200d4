"""How is a field told in words?"""

import pytest

from shared.schemas.describe import JsonSchema, key_field, summary_of, type_words
from shared.schemas.dispatch import WorkdaysPublished
from shared.schemas.grid import CellChanged

MOMENT: JsonSchema = {"type": "string", "format": "date-time"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "format": "uuid"}, "id (UUID)"),
        ({"type": "integer"}, "number, whole"),
        ({"anyOf": [MOMENT, {"type": "null"}]}, "moment or null"),
        ({"$ref": "#/$defs/Urgency"}, "[Urgency](#words)"),
        ({"type": "array", "items": {"$ref": "#/$defs/CellHeld"}}, "list of [CellHeld](#words)"),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]}, "(number, number)"),
    ],
)
def test_a_type_is_told_in_words(schema: JsonSchema, words: str) -> None:
    assert type_words(schema) == words


def test_the_key_is_found_where_it_is_the_id_itself() -> None:
    assert key_field(CellChanged) == "cell"


def test_the_key_is_found_where_it_is_made_into_text() -> None:
    assert key_field(WorkdaysPublished) == "year"


def test_a_summary_is_one_line() -> None:
    assert "\n" not in summary_of(CellChanged)
    assert summary_of(CellChanged).startswith("A cell and its boundary")
