"""What does a caller see of cases, and what does he send to move one?"""
