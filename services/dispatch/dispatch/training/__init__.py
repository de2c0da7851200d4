"""Who was trained for what, who may act by it on a day, and who has to be trained next?"""
