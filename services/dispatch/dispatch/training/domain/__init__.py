"""What is a course, what does passing it give, and what does a power require?"""
