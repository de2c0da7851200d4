"""How does a roster come to be, change hands, and be handed over?"""
