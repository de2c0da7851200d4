"""How are posts, people and money moved, and what is told of them?"""
