"""How is what hangs on a case beside its holder read and written?"""
