"""What was done in a case, by whom and when, on a record that cannot be altered unseen?"""
