"""Who may act as an officer today?"""
