"""What does the outside see of duty lists and of applications for them?"""
