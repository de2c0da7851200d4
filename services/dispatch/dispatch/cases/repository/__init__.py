"""Which cases does a caller see, and how are sets of them read and saved?"""
