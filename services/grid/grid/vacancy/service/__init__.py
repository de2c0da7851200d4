"""What is done with watches, readings and findings?"""
