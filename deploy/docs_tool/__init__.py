"""How do the generated documents come to be?"""
