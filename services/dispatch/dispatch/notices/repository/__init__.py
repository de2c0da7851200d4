"""How are notices, whom they reach, the rules of telling and the ways to a person kept and found?"""
