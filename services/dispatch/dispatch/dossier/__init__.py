"""What do people say and show in a case, beside its steps?"""
