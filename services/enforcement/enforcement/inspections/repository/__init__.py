"""How are clues and findings read and written?"""
