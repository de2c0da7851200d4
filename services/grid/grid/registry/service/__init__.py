"""What is done with records: `keeping` adds and changes, `looking` shows and finds, `ties` says what hangs together."""
