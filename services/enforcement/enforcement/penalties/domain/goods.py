"""What is known of confiscated goods, and how far is each of them (penalty law art. 9, 66, 74)?

They are handed over in kind: their value counts for the hearing (63), and is owed by nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Invalid


class GoodsState(StrEnum):
    """`due`: the party has it still; `held`: a measure of the case has it, which the decision settled.

    `released`: an appeal left it where it was; `returned`: or had it given back.
    """

    DUE = "due"
    HELD = "held"
    TAKEN = "taken"
    AUCTIONED = "auctioned"
    HANDLED = "handled"
    DESTROYED = "destroyed"
    RELEASED = "released"
    RETURNED = "returned"


class DisposalWay(StrEnum):
    """Art. 74 (1): publicly auctioned, handled as the State prescribes, or destroyed as a law wants."""

    AUCTION = "auction"
    PRESCRIBED = "prescribed"
    DESTROY = "destroy"


class GoodsMisfit(Invalid):
    """A decision that confiscates goods names each, and together they are worth what it says (59); no other does.

    `worth_fen`: what those that are named are worth.
    """

    code = "penalties.goods-misfit"
    said = "没收非法财物须逐项列明，各项价值之和应与没收财物的价值一致；其他处罚不列财物"


class NoGoods(Conflict):
    """`goods`: the numbers of those with which this may be done now; none, or others were named (66, 74)."""

    code = "penalties.no-goods"
    said = "没有可以办理这一步的没收财物"


class GoodsOfficers(Invalid):
    """Two of the case's officers at the least take goods over, who keeps it among them (42)."""

    code = "penalties.goods-officers"
    said = "没收财物由本案两名以上执法人员接收并签名"


class GoodsUnsigned(Invalid):
    """The party signs for what he hands over, or his refusal is noted (66)."""

    code = "penalties.goods-unsigned"
    said = "接收没收财物的清单须由当事人签名，或者注明拒签"


class GoodsBasisMissing(Invalid):
    """By which law something is destroyed, by which rule of the State handled otherwise than by auction (74 (1))."""

    code = "penalties.goods-basis-missing"
    said = "销毁或者按照国家有关规定处理没收财物，须列明依据"


class ProceedsKept(Invalid):
    """What goods brought goes to the treasury whole, by its receipt (74 (2)); `proceeds_fen`: what they brought.

    An auction brings something, and what is destroyed nothing; perishables that were sold brought what they brought.
    """

    code = "penalties.proceeds-kept"
    said = "没收财物处理所得款项须全部上缴国库并有缴款凭证"


class GoodsOpen(Conflict):
    """`goods`: the numbers of those not handed over, not disposed of, or not given back (66, 74)."""

    code = "penalties.goods-open"
    said = "没收的财物尚未接收、处理或者退还，不能结案"


class GoodsNotGivenBack(Invalid):
    """Given back with a receipt; for what is gone the party gets `owed_fen` (state compensation law 36)."""

    code = "penalties.goods-not-given-back"
    said = "退还财物须有当事人签收的凭证；财物已经处理的，应当给付价款或者赔偿金"


@dataclass(frozen=True, slots=True)
class NamedGoods:
    """What a decision confiscates: its number or other identity, its value as appraised, and which measure has it."""

    name: str
    amount: int
    unit: str
    identity: str | None
    value_fen: int
    measure: int | None


@dataclass(frozen=True, slots=True)
class Goods:
    """One of the confiscated goods. `freed`: an appeal confiscates it no more; `proceeds_fen`: what it brought."""

    state: GoodsState
    value_fen: int
    measure: int | None = None
    taken_on: date | None = None
    proceeds_fen: int = 0
    freed: bool = False


@dataclass(frozen=True, slots=True)
class Taking:
    """Which goods a party handed over on a day, to which officers; `signed`: he did, else `refusal_noted`."""

    numbers: Sequence[int]
    on: date
    officers: Sequence[str]
    signed: bool
    refusal_noted: bool
    record: str


@dataclass(frozen=True, slots=True)
class GoodsDisposal:
    """How goods were disposed of on a day. `brought`: by number, in fen; `treasury_fen`: what was paid in of it."""

    way: DisposalWay
    on: date
    brought: Sequence[tuple[int, int]]
    basis: str | None
    treasury_fen: int
    receipt: str | None
    record: str

    @property
    def numbers(self) -> list[int]:
        return [number for number, _ in self.brought]

    @property
    def proceeds_fen(self) -> int:
        return sum(fen for _, fen in self.brought)


S = GoodsState


def is_free(one: Goods) -> bool:
    """Tell whether something is confiscated no more."""
    return one.freed or one.state in {S.RELEASED, S.RETURNED}


def to_take(goods: Sequence[Goods]) -> list[int]:
    """Return the numbers of goods that the party has still to hand over."""
    return _numbers(goods, lambda one: one.state is S.DUE)


def to_dispose(goods: Sequence[Goods]) -> list[int]:
    """Return the numbers of goods that are the treasury's, and still there."""
    return _numbers(goods, lambda one: one.state is S.TAKEN and not one.freed)


def to_give_back(goods: Sequence[Goods]) -> list[int]:
    """Return the numbers of goods that were taken, and that an appeal confiscates no more."""
    return _numbers(goods, lambda one: one.freed and one.state is not S.RETURNED)


def _numbers(goods: Sequence[Goods], fits: Callable[[Goods], bool]) -> list[int]:
    return [number for number, one in enumerate(goods, 1) if fits(one)]
