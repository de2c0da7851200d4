"""How does one centre take every report, and bring it to its end?"""
