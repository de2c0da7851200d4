"""Which cells may there be, how do they lie, who may draw them, and what moves when they change?"""
