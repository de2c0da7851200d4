"""To whom does a case go that its receiver refuses?"""
