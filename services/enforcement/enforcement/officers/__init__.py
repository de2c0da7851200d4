"""Who may act as an officer today, and by which powers?"""
