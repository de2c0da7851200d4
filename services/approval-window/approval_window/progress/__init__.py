"""What may somebody learn of his own paper with nothing but its receipt in his hand?"""
