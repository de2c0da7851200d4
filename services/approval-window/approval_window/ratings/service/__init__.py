"""How is a rating given, followed up when it is bad, read and counted?"""
