"""How are duty lists, and applications for what shall come onto them, read and written?"""
