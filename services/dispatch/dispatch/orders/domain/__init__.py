"""What may be done with an order, what is said of it to its platform, and what does the platform's word do to it?"""
