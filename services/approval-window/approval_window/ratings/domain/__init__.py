"""What may be rated, what follows a bad rating, and what do ratings come to?"""
