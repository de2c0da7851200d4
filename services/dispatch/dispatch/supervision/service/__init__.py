"""How does what is late come before somebody, and how is it pressed?"""
