"""How do templates, campaigns, jobs and receipts look over HTTP? `sending`, `jobs`, `telling`."""
