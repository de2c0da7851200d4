"""How do tasks, and what belongs to them, look over HTTP?"""
