"""What does a caller see of orders, and what does he send?"""
