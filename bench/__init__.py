"""How fast is the platform on this machine, beside a row-by-row program that does the same? `make bench`."""
