"""How well does a township do its work, by which formula, and for which cases?"""
