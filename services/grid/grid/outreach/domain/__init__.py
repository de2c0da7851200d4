"""Which rules hold for messages to people: whom they reach, what they say, how they are sent, which jobs they name?"""
