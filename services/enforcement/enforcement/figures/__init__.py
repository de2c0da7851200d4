"""How is the team's work counted?"""
