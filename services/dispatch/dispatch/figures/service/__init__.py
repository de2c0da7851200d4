"""How do figures come into force, and how are they read?"""
