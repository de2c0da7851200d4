"""What is true of an assessment, whatever keeps it?"""
