"""Which real parts does `make run` start on a bare machine, and how are they kept alive?"""
