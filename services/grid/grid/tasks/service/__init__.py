"""What becomes of tasks? `centre` follows the centre, `local` gives ours, `steps` are the workers', `reading` shows."""
