"""How much was done in the grid, in time and otherwise, by cell, by worker and by place?"""
