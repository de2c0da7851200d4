"""How often does Python look for garbage? Seldom: a batch makes many objects, and nearly all die by themselves."""

import gc

YOUNG_OBJECTS = 50_000


def collect_seldom() -> None:
    """Leave what the start has made alone for ever, and look at the rest once in a batch or two.

    With Python's own 700 objects, a sixth of the processor time of a batch went into looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
