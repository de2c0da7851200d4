"""How are papers of penalty cases numbered, filled in, printed and bound?"""
