"""What is true of posts, people, money and agencies, whatever keeps them?"""
