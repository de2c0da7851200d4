"""How are registers of items approved, figures computed and objections decided?"""
