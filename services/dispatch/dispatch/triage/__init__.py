"""What is a report about, how urgent, where, whose, and why?"""
