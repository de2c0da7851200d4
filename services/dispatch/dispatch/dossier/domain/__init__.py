"""Who may write into the papers of a case, and who reads them?"""
