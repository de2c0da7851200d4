"""How does what others report get in, and stay in?"""
