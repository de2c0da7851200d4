"""Who leads: which Party organisations and members are where, what have committees resolved, and what is stuck?"""
