"""How do files come into the registers, and how do the registers go out as files?"""
