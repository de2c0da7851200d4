"""How do standards, adoptions, gaps and demonstrations look over HTTP?"""
