"""When does a case turn yellow and red, who is told then, and what does a supervision order ask for?"""
