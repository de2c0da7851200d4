"""What may a standard ask of a township, who may be a demonstration, and what is a gap?"""
