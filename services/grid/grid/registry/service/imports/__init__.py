"""How do files come into the registry? `intake` keeps and shows them, `reading` reads, `running` takes them."""
