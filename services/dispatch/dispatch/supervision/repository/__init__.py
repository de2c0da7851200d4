"""How are tables of supervision, steps of ladders, digests and supervision orders read and written?"""
