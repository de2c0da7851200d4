"""Who is told what, and does he know it?"""
