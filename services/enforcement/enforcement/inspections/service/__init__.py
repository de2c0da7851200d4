"""How does the team take up clues, tell findings, and inspect?"""
