"""Which homes stand empty, in which of them does somebody live again, and who went to look?"""
