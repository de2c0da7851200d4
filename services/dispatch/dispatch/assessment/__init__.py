"""How is the work of a township assessed: by which items, from which facts, and with which objections?"""
