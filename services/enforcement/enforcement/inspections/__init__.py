"""How does the team take up the centre's clues, and tell what it found itself?"""
