"""How does one grid know the ground and get tasks done?"""
