"""How does the result go back to whoever reported?"""
