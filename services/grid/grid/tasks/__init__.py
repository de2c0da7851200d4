"""What must a grid worker do, and what came of it?"""
