"""What is counted, by which formula, and what stands in a daily brief?"""
