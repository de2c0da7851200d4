"""Which everyday messages does a newcomer's first township get, when there is no feed of its own at hand?

Written for this demonstration; whoever finds himself in them is mistaken. The order numbers are the same in every run,
so that a second start adds nothing.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from onefour.feed_files import FeedEvent
from onefour.synthesis import Township

SOURCE: Final = "hotline-12345"
_APART: Final = timedelta(minutes=7)


class _Message(NamedTuple):
    """`title` and `detail` name the place as {place}."""

    title: str
    detail: str


_MESSAGES: Final = (
    _Message(
        "{place}夜间施工噪音扰民", "{place}旁的工地晚上十一点以后还在打桩，噪音很大，老人孩子无法休息，请协调处理。"
    ),
    _Message("{place}占道经营影响通行", "每天傍晚{place}入口有流动摊贩占道经营，占了人行道，行人只能走机动车道。"),
    _Message("{place}垃圾堆放多日无人清运", "{place}垃圾桶旁堆了很多生活垃圾和旧家具，已有异味，希望尽快清运。"),
    _Message("{place}路灯不亮", "{place}有三盏路灯不亮，晚上走路看不清，请检修。"),
    _Message("{place}井盖破损", "{place}非机动车道上有一处窨井盖破损下沉，骑车经过很危险。"),
    _Message("{place}路面坑洼积水", "{place}路面破损，下雨后积水很深，车辆经过溅水，请修补。"),
    _Message("{place}违规搭建", "{place}有住户在楼顶违规搭建阳光房，存在安全隐患，请查处。"),
    _Message("{place}电动车飞线充电", "{place}有人从楼上拉线给电动车充电，担心引发火灾。"),
    _Message("{place}消防通道被堵", "{place}消防通道长期被私家车占用停放，万一失火消防车进不来。"),
    _Message("{place}饭店油烟扰民", "{place}楼下新开的饭店油烟直排，整栋楼不敢开窗。"),
    _Message("{place}下水道堵塞", "{place}下水道堵塞，污水漫到路面，异味严重，请派人疏通。"),
    _Message("{place}车辆乱停放", "{place}两侧车辆乱停乱放，早高峰公交车无法通行。"),
    _Message("{place}有人不牵绳遛狗", "{place}早晚有人遛狗不牵绳，孩子被吓哭，请管理。"),
    _Message("{place}绿化树木需要修剪", "{place}行道树枝叶太密，挡住了路灯和信号灯，请修剪。"),
    _Message("{place}共享单车乱堆", "{place}出入口共享单车乱停乱放，堵住了盲道。"),
    _Message("{place}物业不作为", "{place}物业收费后电梯坏了一个月不修，老人上下楼困难。"),
    _Message("{place}自来水浑浊", "{place}这两天自来水发黄浑浊，不敢饮用，请自来水公司检查。"),
    _Message("{place}拖欠工资", "我在{place}附近工地干活，包工头拖欠工资三个月，请帮忙。"),
    _Message("{place}河道漂浮垃圾", "{place}旁的河道漂浮垃圾很多，水体发黑有臭味。"),
    _Message("{place}焚烧垃圾冒黑烟", "{place}后面空地有人焚烧垃圾，冒黑烟，气味刺鼻。"),
    _Message("{place}商铺高音喇叭叫卖", "{place}商铺从早到晚用高音喇叭叫卖，噪音扰民。"),
    _Message("{place}楼道堆放杂物", "{place}楼道里堆满纸箱杂物，既挡路又有火灾隐患。"),
    _Message("{place}渣土车扬尘", "{place}渣土车不盖篷布，一路扬尘，请查处。"),
    _Message("{place}小广告乱贴", "{place}墙面、电线杆上贴满小广告，影响环境卫生。"),
    _Message("咨询高龄老人补贴如何办理", "母亲今年八十岁，住在{place}，想咨询高龄补贴怎么办理、需要带什么材料。"),
    _Message("{place}食品店销售过期食品", "在{place}一家食品店买到过期面包，店家不肯退，请市场监管部门处理。"),
    _Message("{place}毁绿种菜", "{place}有居民在公共绿地毁绿种菜、浇粪肥，气味难闻。"),
    _Message("{place}公交站台破损", "{place}公交站台玻璃破损，碎玻璃无人清理，怕划伤乘客。"),
    _Message("{place}燃气异味", "{place}楼道里闻到燃气异味，担心泄漏，请尽快排查。"),
    _Message("{place}广场舞音响过大", "{place}每晚广场舞音响开得太大，影响孩子写作业。"),
)


def demo_events(township: Township, now: datetime) -> list[FeedEvent]:
    """Return the messages of a township, oldest first, each from a place inside one of its cells."""
    events = []
    for number, message in enumerate(_MESSAGES):
        cell = township.cells[number % len(township.cells)]
        place = cell.place_names[-1 - number // len(township.cells) % len(cell.place_names)]
        point = cell.polygon.representative_point()
        events.append(
            {
                "external_id": f"demo-{township.code}-{number + 1:04d}",
                "occurred_at": now - _APART * (len(_MESSAGES) - number),
                "title": message.title.format(place=place),
                "detail": message.detail.format(place=place),
                "reporter": {"name": "演示来电人", "phone": f"000-{number + 1:04d}"},
                "region": township.code,
                "place": place,
                "position": {"lon": round(point.x, 6), "lat": round(point.y, 6), "crs": "cgcs2000"},
            }
        )
    return events
