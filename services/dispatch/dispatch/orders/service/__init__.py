"""How does the centre speak with the platforms that its orders come from?"""
