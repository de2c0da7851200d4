"""How are the steps of a penalty case taken?"""
