"""What was the centre told of the team's records, so that nobody rewrites one unseen?"""
