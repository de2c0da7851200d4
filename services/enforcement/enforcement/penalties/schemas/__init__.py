"""How does a penalty case look over HTTP, and how is a step of it asked for?"""
