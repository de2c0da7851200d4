"""How are standards, adoptions and what they are compared with read and written?"""
