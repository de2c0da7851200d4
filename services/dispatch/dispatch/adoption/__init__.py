"""How is a township taken in by the standard of its type, and what does it lack against it?"""
