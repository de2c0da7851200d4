"""How do `cells` look over HTTP, and departments' `mappings` onto them?"""
