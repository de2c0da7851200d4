"""How do records look over HTTP? `given` is what comes in, `shown` what goes out."""
