"""What do inboxes, rules, numbers and failures look like over HTTP?"""
