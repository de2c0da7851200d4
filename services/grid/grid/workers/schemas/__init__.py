"""How do workers, their leave, plans, devices and positions look over HTTP?"""
