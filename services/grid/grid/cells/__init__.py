"""Which cells divide a township, and since when?"""
