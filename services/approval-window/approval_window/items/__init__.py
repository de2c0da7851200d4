"""Which items does the window take?"""
