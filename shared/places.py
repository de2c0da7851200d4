"""Which place does a citizen's message name?

A message names places without marking them: 「某区春晖路锦绣小区旁夜间施工」. A place ends with a telling word (路,
小区, 村 …); where it begins is found by cutting the text at words that no place name holds. Good enough to group
reports of one place and to look a name up; it is no gazetteer.
"""

import re
from typing import Final

# Masked regions of published messages (A市, A3区, A8县市, 西地省) and plain administrative prefixes.
_REGION: Final = re.compile(r"西地省|[A-Z][0-9]{0,2}(?:县市|区|县|市)(?!场)")
# Words that end one stretch and begin another; longer ones first where one begins another.
_CUT: Final = re.compile(
    r"[^0-9A-Za-z\u4e00-\u9fff]+|\|"
    r"|强烈|反映|反应|投诉|举报|咨询|请问|问问|建议|请求|恳请|恳求|希望|关于|关注|解决|要求|质疑|呼吁|申请|求助|尽快|加快|如何处理|整治|查处|制止"
    r"|位于|坐落|座落|在于|地处|我们|我是|我家|我住|本人|你们|他们|领导|尊敬|您好|你好|居民|业主|村民|市民|为什么|为何|什么时候|何时|什么|怎么"
    r"|是否|能否|可以|可否|没有|不能|附近|旁边|对面|门口|周边|沿线|路边|隔壁|之间|里面|外面|期间|以来|目前|现在|由于|因为|但是|而且|已经|一直"
    r"|严重|违规|违法|非法|擅自|涉嫌|存在|导致|影响|进行|有人|有一|有个|还有|拥有|进一步|加强|控诉|经过|进入|这个|那个|有关|相关|所有|以及|还是|至今|早就"
    r"|[的在是从对把被让给与及至到于等了着吗呢啊吧请求盼问]"
)
_SUFFIXES: Final = (
    "小区|花园|家园|嘉园|佳园|公寓|大厦|广场|新村|新城|花苑|山庄|公馆|华府|社区|街道|大道|高速|国道|省道|路口|地铁站|公交站|火车站|工业园|产业园|开发区|片区|安置区"
    "|园区|公园|学校|大学|学院|中学|小学|幼儿园|医院|卫生院|市场|超市|商场|商城|酒店|水库|工地|楼盘|项目|中心|国际|公司|工厂|大桥|隧道|车站"
    "|[路街巷村镇乡苑城府湾庭都里园湖桥站厂寓墅区期洲岭屯港浜河江山]"
)
_NAME: Final = re.compile(rf"[0-9A-Za-z\u4e00-\u9fff]{{1,10}}?(?:{_SUFFIXES})+")
# What the pattern also catches and what names nothing.
_NOT_A_PLACE: Final = re.compile(
    "小区|社区|道路|马路|公路|大道|街道|路口|公园|学校|小学|中学|大学|医院|市场|超市|公司|工厂|项目|中心|国际|农村|乡村|新村|城市|城区|片区"
    "|[全本老该我各](?:市|区|县|镇|村|小区)|[整多]个小区|[一二三四长近前后定周逾延]期|修路|一路|走路|道路口|学区|地区|景区|小镇|乡镇"
    "|[村家这那哪城手公夜]里|几公里|校园|[县市区]政府|有?限公司|责任公司|幼儿园|地铁站|公交站|火车站|高速|工地|楼盘"
)
_MAX_FALLBACK: Final = 8
_MIN_NAME: Final = 2


def find_place_name(text: str) -> str | None:
    """Return the place that `text` names first, without region prefixes; None where nothing looks like a name.

    Falls back to the first stretch after a region's name (often a housing estate without a telling ending).
    """
    marked = _REGION.sub("|", text)
    stretches = [stretch for stretch in _CUT.split(marked) if stretch]
    for stretch in stretches:
        for found in _NAME.finditer(stretch):
            name = _bare(found.group())
            if len(name) > _MIN_NAME and _NOT_A_PLACE.fullmatch(name) is None:
                return name
    return _after_region(marked)


def _after_region(marked: str) -> str | None:
    """Return the stretch right after the first region's name that has one."""
    for part in marked.split("|")[1:]:
        named = next((stretch for stretch in _CUT.split(part) if stretch), "")
        if len(named) >= _MIN_NAME and _NOT_A_PLACE.fullmatch(named) is None:
            return named[:_MAX_FALLBACK]
    return None


def _bare(name: str) -> str:
    # House and building numbers before a name belong to another one; 一期, 二期 to the same.
    return re.sub(r"^[0-9]+(?:号|栋|幢|座|楼|年|月|日|点|多)?|[一二三四五六七八九0-9]+期$", "", name)
