"""What is a report about, where is it, whose is it, and is it a new case?"""
