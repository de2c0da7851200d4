"""How are duty lists taken in, asked, and changed?"""
