"""What did a grid worker see by himself, and what became of it?"""
