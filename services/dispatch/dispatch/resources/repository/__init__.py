"""How are posts, people, money and the proposals about them read and written?"""
