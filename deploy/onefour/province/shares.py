"""How is a number divided among many, so that the sum is exact and the shares differ as they do in life?"""

from collections.abc import Sequence
from random import Random


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Return shares in proportion to `weights` that add up to `total` (largest remainders)."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(total * weights[n] % whole), n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares


def uneven(total: int, number: int, random: Random, *, least: int, most: int) -> list[int]:
    """Return `number` shares between `least` and `most` that add up to `total` and scatter about their mean.

    Raises ValueError where no such shares exist.
    """
    if not least * number <= total <= most * number:
        raise ValueError(f"{total} is not {number} shares from {least} to {most}")
    shares = apportion(total, [1] * number)
    for n in range(number):
        other = random.randrange(number)
        moved = random.randint(0, max(0, min(shares[n] - least, most - shares[other]))) if other != n else 0
        shares[n] -= moved
        shares[other] += moved
    return shares
