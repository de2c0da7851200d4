"""What do the four services have in common?"""
