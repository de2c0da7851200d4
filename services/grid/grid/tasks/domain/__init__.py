"""Which rules do tasks follow? `steps` has what a worker may do when, `words` what the centre may change."""
