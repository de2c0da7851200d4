"""Who answers for which cell, and who is on duty?"""
