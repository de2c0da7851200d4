"""How does a brief become a page and a paper? The same words and charts for both, from what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from dispatch.figures.domain.brief import RATE_DAYS
from dispatch.figures.domain.wording import KINDS, QUEUES, SOURCES, STATES, notable, worded
from dispatch.figures.service.charts import FONT, as_svg, bars_chart, course_chart, register_font
from shared.clock import SHANGHAI

LEFT_OUT: Final = (
    "本日报供本区域人员阅读：回避件（投诉举报涉及单位或个人的案件）和密件一律不计入，与本人登录后所见数字可能不同。"
)
NO_RANK: Final = "指标随分子、分母一并列出，不作排名；分母为 0 时不计算比率。"
_STEADY: Final = "—"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a brief: a chart, a table, or both; `empty` is said where there is nothing."""

    title: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    chart: Any = None
    told: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a brief says, in words; `facts`: (name, number, remark) at the top."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str, str]]
    parts: Sequence[Part]
    notes: Sequence[str]


def paper_of(content: Mapping[str, Any], version: int) -> Paper:
    """Return a kept brief in words."""
    day = date.fromisoformat(content["day"])
    made = datetime.fromisoformat(content["as_of"]).astimezone(SHANGHAI)
    waiting = worded(content["states"], STATES)
    facts = (
        ("当日受理", str(content["opened"]), f"前七日日均 {content['opened_before']:g}"),
        ("当日办结", str(content["closed"]), ""),
        ("在办", str(sum(count for _, count in waiting)), "生成时"),
        ("超期未结", str(content["late"]), "生成时"),
    )
    subtitle = f"{day:%Y年%m月%d日}　第{version}版　生成于 {made:%Y-%m-%d %H:%M}"
    notes = (LEFT_OUT, NO_RANK, f"率为截至当日的近{RATE_DAYS}日，环比为与再前{RATE_DAYS}日相差的百分点。")
    return Paper(f"{content['name']}指挥调度日报", subtitle, facts, _parts(content, waiting), notes)


def _parts(content: Mapping[str, Any], waiting: Sequence[tuple[str, int]]) -> list[Part]:
    kinds = worded(dict(content["kinds"]), KINDS) + worded(dict(content["sources"]), SOURCES)
    matters = [(name, str(of_day), str(count)) for _, name, of_day, count in content["matters"]]
    hot = [(name, count) for _, name, _, count in content["matters"]]
    cells = [(code, str(count)) for code, count in content["cells"]]
    queues = worded(content["queues"], QUEUES)
    told = "、".join(f"{day} 受理{opened}件办结{closed}件" for day, opened, closed in content["course"])
    return [
        Part("近十四日受理与办结", chart=course_chart(content["course"]), told=told),
        Part("当日受理：诉求类型与来源", ("类型或来源", "件数"), _text(kinds), empty="当日没有受理。"),
        Part("当日重要环节", ("环节", "次数"), _text(notable(content["steps"])), empty="没有退回、返工、催办等情形。"),
        Part("指标", ("指标", "分子", "分母", "不计", "率", "环比"), [_rate(one) for one in content["rates"]]),
        Part(
            "高频事项（近七日）",
            ("事项", "当日", "近七日"),
            matters,
            bars_chart(hot) if hot else None,
            empty="近七日没有受理。",
        ),
        Part("高发网格（近七日）", ("网格", "件数"), cells, empty="近七日没有落到网格的案件。"),
        Part("待办（生成时）", ("所处环节", "件数"), _text(waiting), empty="没有在办案件。"),
        Part("等待指挥员处理（生成时）", ("队列", "件数"), _text(queues), empty="没有等待处理的案件。"),
        Part(
            f"超期最久（共 {content['late']} 件）",
            ("案件编号", "事项", "承办单位", "超期天数"),
            [(late["number"], late["matter"], late["unit"] or "", str(late["days"])) for late in content["latest"]],
            empty="没有超期案件。",
        ),
    ]


def _text(rows: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(word, str(count)) for word, count in rows]


def _rate(rate: Mapping[str, Any]) -> tuple[str, ...]:
    shown = _STEADY if rate["rate"] is None else f"{rate['rate']:.1%}"
    change = _STEADY if rate["change"] is None else f"{100 * rate['change']:+.1f}"
    return rate["name"], *(str(rate[part]) for part in ("numerator", "denominator", "excluded")), shown, change


# -------------------------------------------------------------------------------------------------------------- page
@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("dispatch.figures").joinpath("data/brief.html").read_text(encoding="utf-8"))


def as_page(content: Mapping[str, Any], version: int) -> str:
    """Return a brief as one page of HTML that needs nothing else: no script, no font, no other address."""
    paper = paper_of(content, version)
    # reportlab escapes the text of its drawings itself.
    charts = [Markup(as_svg(part.chart, n)) if part.chart else None for n, part in enumerate(paper.parts)]  # noqa: S704 - as it says
    return str(_template().render(paper=paper, parts=list(zip(paper.parts, charts, strict=True))))


# -------------------------------------------------------------------------------------------------------------- paper
_BASE = ParagraphStyle("base", fontName=FONT, fontSize=10, leading=15, wordWrap="CJK")
_TITLE = ParagraphStyle("title", _BASE, fontSize=20, leading=28, alignment=1)
_UNDER = ParagraphStyle("under", _BASE, alignment=1, textColor=colors.HexColor("#555555"), spaceAfter=8)
_HEAD = ParagraphStyle("head", _BASE, fontSize=13, leading=18, spaceBefore=10, spaceAfter=4)
_NOTE = ParagraphStyle("note", _BASE, fontSize=8.5, leading=13, textColor=colors.HexColor("#555555"))
_BIG = ParagraphStyle("big", _BASE, fontSize=20, leading=26, alignment=1)
_RIGHT = ParagraphStyle("right", _BASE, fontSize=9.5, alignment=2)
_SMALL = ParagraphStyle("small", _BASE, fontSize=9, leading=12, alignment=1)
_LINES = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), FONT, 9.5),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e8eef5")),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#b5bfca")),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
)
_WIDTH = A4[0] - 40 * mm


def as_paper(content: Mapping[str, Any], version: int) -> bytes:
    """Return a brief as PDF, A4; the same bytes whenever it is asked for."""
    register_font()
    paper, file = paper_of(content, version), BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, title=paper.title, author="OneFour", lang="zh-CN", invariant=1,
        leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    story: list[Flowable] = [_written(paper.title, _TITLE), _written(paper.subtitle, _UNDER), _facts(paper)]
    story += [KeepTogether(_printed(part)) for part in paper.parts]
    story += [Spacer(1, 8), *(_written(note, _NOTE) for note in paper.notes)]
    document.build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return file.getvalue()


def _written(words: str, style: ParagraphStyle) -> Paragraph:
    # A paragraph reads markup, and may even fetch what it names: what comes from a register is text.
    return Paragraph(escape(words), style)


def _facts(paper: Paper) -> Table:
    rows = [[_written(name, _SMALL) for name, _, _ in paper.facts]]
    rows.append([_written(number, _BIG) for _, number, _ in paper.facts])
    rows.append([_written(remark or " ", _SMALL) for _, _, remark in paper.facts])
    table = Table(rows, colWidths=[_WIDTH / len(paper.facts)] * len(paper.facts))
    table.setStyle(TableStyle([("BOX", (n, 0), (n, -1), 0.6, colors.HexColor("#b5bfca")) for n in range(4)]))
    return table


def _printed(part: Part) -> list[Flowable]:
    printed: list[Flowable] = [_written(part.title, _HEAD)]
    if part.chart:
        printed.append(part.chart)
    if part.rows:
        body = [[_written(cell, _BASE if n == 0 else _RIGHT) for n, cell in enumerate(row)] for row in part.rows]
        others = len(part.head) - 1
        narrow = min(30 * mm, _WIDTH * 0.7 / others)
        table = Table([list(part.head), *body], colWidths=[_WIDTH - narrow * others, *[narrow] * others], repeatRows=1)
        table.setStyle(_LINES)
        printed.append(table)
    elif not part.chart:
        printed.append(_written(part.empty, _BASE))
    return printed


def _numbered(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 8.5)
    canvas.drawCentredString(A4[0] / 2, 10 * mm, f"第 {document.page} 页")
