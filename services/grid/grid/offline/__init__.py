"""How does a phone catch up that was without signal?"""
