"""How does one team enforce the law?"""
