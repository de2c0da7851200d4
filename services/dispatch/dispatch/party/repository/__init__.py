"""How are Party organisations, members, resolutions and what is stuck read and written?"""
