"""What is a duty list, who may be given a matter by it, and how is it changed?"""
