"""By which numbers is it judged whether somebody lives in a home?"""

from dataclasses import dataclass

RULE_VERSION = "return-5"


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of the rule; powers in kW, energies in kWh, times in hours.

    `lag`: what the neighbours did in the last hours is not known yet. `least` is needed, and `more` where something
    stands (`stands`), and more by the home's own variation and by what the cold explains; and all that by `doubt`
    times (its logarithm), less by `of_evening` and `of_coarse` and more by `of_night` times a magnitude in `little`.
    All are tuned on simulated homes (`onefour vacancy simulate`), and on no real one.
    """

    window: int = 23
    visit: int = 7
    lag: int = 2
    at_night: float = 0.04
    least: float = 0.09
    more: float = 0.02
    stands: float = 0.012
    coarse: float = 0.03
    fresh: float = 0.08
    fresh_hours: int = 72
    a_long_noise: float = 2.8
    long_by_noise: float = 1.6
    long_least: float = 0.004
    of_cold: float = 0.08
    doubt: float = 0.68
    little: float = 0.05
    of_evening: float = 0.35
    of_night: float = 0.15
    of_coarse: float = 0.22
    active: float = 0.05
    active_hours: int = 3
    most_noise: float = 0.06
    warm_use: float = 0.12
    flat: float = 0.05
    flat_of_load: float = 0.04
    flat_apart: float = 0.012
    flat_coarse_apart: float = 0.06
    flat_from: float = 0.24
    flat_coarse_from: float = 0.4
    flat_least: float = 0.06
    flat_share: float = 0.8
    some_hours: int = 5
    step: float = 0.0105
    lives_hours: int = 11
    moves: float = 0.03
    two_steps: float = 0.15
    since: int = 19
    gone: float = 0.015
    gone_hours: int = 2
    rests: float = 0.2
    still: int = 48


RULE = Rule()
