"""Which papers of a case are there, and how are they kept?"""
