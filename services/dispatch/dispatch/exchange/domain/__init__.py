"""What may be shared, who is given it for which purpose, and when does that end?"""
