"""How are the catalogue, the powers of townships and their supervision kept, asked and told?"""
