"""What does the licence law make of an application, from the counter to the archive?"""
