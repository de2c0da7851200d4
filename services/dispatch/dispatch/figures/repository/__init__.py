"""How are facts of cases kept, counted and listed?"""
