"""Which powers of the county does a township hold, since when, and who watches over their use?"""
