"""Which rules has the registry? `kinds`: what a record is; `checks`: what it may say; `ties`: what hangs together."""
