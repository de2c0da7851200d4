"""What is a power, how does a township come to hold it, and when does it end?"""
