"""How is the registry read and written? `records` their rows, `ties` what hangs together, `looks` who looked."""
