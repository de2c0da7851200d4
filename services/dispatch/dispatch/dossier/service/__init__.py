"""How do people say and show something in a case?"""
