"""How are the catalogue, the powers of townships, their days and their supervision read and written?"""
