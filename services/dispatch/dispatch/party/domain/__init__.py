"""What is true of Party organisations, their members and their resolutions, whatever keeps them?"""
