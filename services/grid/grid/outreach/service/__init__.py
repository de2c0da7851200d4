"""What can be done in outreach: with audiences, templates, campaigns, messages, receipts, opt-outs, jobs?"""
