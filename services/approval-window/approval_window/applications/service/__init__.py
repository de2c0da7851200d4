"""Which steps does an application take, from the counter to the archive?"""
