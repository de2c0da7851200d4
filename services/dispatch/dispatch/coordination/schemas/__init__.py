"""What is said, and shown, of hand-overs, sub-tasks, whistles and hand-ups?"""
