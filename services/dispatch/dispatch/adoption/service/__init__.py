"""Which use cases has adoption?"""
