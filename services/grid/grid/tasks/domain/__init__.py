"""Which rules do tasks follow? `states` has what may come after what, `steps` what a phone may say, `words` what the
centre may change, `local` which tasks are the grid's own.
"""
