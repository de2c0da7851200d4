"""What does the centre say to the platform that an order came from, and what does that platform decide?"""
