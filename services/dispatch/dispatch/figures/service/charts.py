"""Which charts stand in a brief? Each drawn once: the page shows it as SVG, the PDF as it is."""

from collections.abc import Sequence
from typing import Any, Final

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.barcharts import HorizontalBarChart, VerticalBarChart
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

FONT: Final = "STSong-Light"
WIDTH: Final = 500
# Told apart in grey, and by who sees no red and green.
OPENED, CLOSED, PLAIN = (colors.HexColor(code) for code in ("#1f5fa8", "#e0a030", "#4a7fb5"))
_GREY = colors.HexColor("#666666")
_ROW = 20


def register_font() -> None:
    """Let Chinese be written; the font is one that every reader of PDF has, or substitutes."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def course_chart(course: Sequence[Sequence[Any]]) -> Drawing:
    """Return what came and what ended, day by day."""
    register_font()
    drawing, chart = Drawing(WIDTH, 190), VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 34, 26, WIDTH - 44, 132
    chart.data = [tuple(day[1] for day in course), tuple(day[2] for day in course)]
    chart.categoryAxis.categoryNames = [day[0][5:] for day in course]
    _styled(chart, max((max(row) for row in chart.data), default=0))
    chart.bars[0].fillColor, chart.bars[1].fillColor = OPENED, CLOSED
    chart.barSpacing, chart.groupSpacing = 0.5, 6
    drawing.add(chart)
    for place, (color, word) in enumerate(((OPENED, "受理"), (CLOSED, "办结"))):
        x = 36 + 56 * place
        drawing.add(Rect(x, 172, 10, 10, fillColor=color, strokeColor=None))
        drawing.add(String(x + 14, 173, word, fontName=FONT, fontSize=10, fillColor=colors.black))
    return drawing


def bars_chart(rows: Sequence[tuple[str, int]]) -> Drawing:
    """Return how many of each, the largest first."""
    register_font()
    height = _ROW * len(rows) + 12
    drawing, chart = Drawing(WIDTH, height), HorizontalBarChart()
    chart.x, chart.y, chart.width, chart.height = 150, 6, WIDTH - 200, height - 12
    chart.data = [tuple(count for _, count in reversed(rows))]
    chart.categoryAxis.categoryNames = [_short(word) for word, _ in reversed(rows)]
    _styled(chart, max(chart.data[0], default=0))
    chart.valueAxis.visible = 0
    chart.bars[0].fillColor = PLAIN
    chart.groupSpacing = 7
    chart.barLabelFormat, chart.barLabels.nudge = "%d", 12
    chart.barLabels.fontName, chart.barLabels.fontSize = FONT, 10
    drawing.add(chart)
    return drawing


def as_svg(drawing: Drawing, number: int) -> str:
    """Return the chart of this number as an element of a page; its text is text, which a reader of screens can find."""
    drawn = str(renderSVG.drawToString(drawing))
    # Each drawing names its parts alike; on one page they are told apart.
    for name in ("clip", "group"):
        drawn = drawn.replace(f'id="{name}"', f'id="{name}-{number}"').replace(f"#{name})", f"#{name}-{number})")
    return drawn[drawn.index("<svg") :]


def _styled(chart: Any, most: int) -> None:
    chart.valueAxis.valueMin = 0
    chart.valueAxis.valueMax = max(4, most * 1.1)
    chart.valueAxis.labelTextFormat = "%d"
    chart.valueAxis.strokeColor = chart.categoryAxis.strokeColor = _GREY
    for labels in (chart.valueAxis.labels, chart.categoryAxis.labels):
        labels.fontName, labels.fontSize, labels.fillColor = FONT, 9, colors.black
    chart.bars.strokeColor = None


def _short(word: str, most: int = 12) -> str:
    return word if len(word) <= most else f"{word[: most - 1]}…"
