"""How is an assessment read and written?"""
