"""Which sheets are there, register by register?"""
