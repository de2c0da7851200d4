"""What do photos and scans show of an inspection and prove in a penalty case?"""
