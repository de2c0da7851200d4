"""How are audiences, templates, campaigns, messages, receipts, jobs and the funnel read and written?"""
