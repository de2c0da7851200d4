"""What have phones sent (`items`), and which numbers never came (`gaps`)?"""
