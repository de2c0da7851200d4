"""What is refused of a register as a file?"""
