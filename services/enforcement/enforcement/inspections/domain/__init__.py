"""What are the rules of the team's clues, findings and officers?"""
