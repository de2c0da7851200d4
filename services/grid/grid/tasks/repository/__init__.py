"""Which tasks does a caller see, and how is what belongs to them read and written?"""
