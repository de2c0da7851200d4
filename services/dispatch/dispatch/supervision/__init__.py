"""What is late, and who is told?"""
