"""What is done with Party organisations, members and resolutions?"""
