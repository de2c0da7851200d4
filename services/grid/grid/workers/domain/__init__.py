"""Who may hold a cell, who answers for it today, who is away, and what may be known of where a worker is?"""
