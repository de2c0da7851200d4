"""How is a case hidden from whom it is about, and how does nobody get it who must not?"""
