"""What is true of regions, units and persons, whatever keeps them?"""
