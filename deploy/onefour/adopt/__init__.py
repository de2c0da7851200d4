"""How is a township taken in from a file, upgraded to a newer standard, and told what it lacks?"""
