"""What does every service need to run?"""
