"""How much does a file of figures hold?"""

import pytest

from dispatch.figures.domain.refusals import TooManyRows
from dispatch.figures.service.files import MOST_ROWS, Csv


def test_a_file_with_as_many_rows_as_it_may_have_goes_out_and_one_more_is_refused() -> None:
    whole, more = Csv(("代码",)), Csv(("代码",))
    whole.add([("320585102",)] * MOST_ROWS)
    with whole.finished() as file:
        lines = file.read().decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0], lines[-1]) == (MOST_ROWS + 1, "代码", "320585102")

    more.add([("320585102",)] * MOST_ROWS)
    with pytest.raises(TooManyRows):
        more.add([("320585102",)])
