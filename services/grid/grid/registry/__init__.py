"""Who and what is in a cell: people, homes, households, enterprises, places, facilities, and what hangs together?"""
