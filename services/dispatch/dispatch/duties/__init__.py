"""Which matters may a township be given, and how does a further one come onto its list?"""
