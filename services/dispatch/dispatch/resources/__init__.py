"""How do posts, people and money follow the matters that a township was given?"""
