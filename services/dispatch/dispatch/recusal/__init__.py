"""Who must not know of a case, because it is about him, and who reported it?"""
