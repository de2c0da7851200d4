"""How does one window take every application and appeal?"""
