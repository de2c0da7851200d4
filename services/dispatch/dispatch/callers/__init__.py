"""Who has called before, and what was said of this place?"""
