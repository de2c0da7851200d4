"""What do departments get back, of what the townships' work brought to light, for which purpose, and who let them?"""
