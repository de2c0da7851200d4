"""How does what a citizen brings to the counter become a case, and its answer come back?"""
