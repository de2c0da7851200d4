"""Which photos are taken, and what proves them?"""
