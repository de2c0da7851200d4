"""How are shifts, swaps and hand-over sheets kept and found?"""
