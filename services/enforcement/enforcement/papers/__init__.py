"""Which papers does a penalty case have, what do they say, and how do they become one file 卷宗?"""
