"""How are duty lists, what goes past them, and applications for them read and written?"""
