"""How does an application for an item come in?"""
