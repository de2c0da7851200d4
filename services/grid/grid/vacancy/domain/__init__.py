"""What are the rules of watching empty homes?"""
