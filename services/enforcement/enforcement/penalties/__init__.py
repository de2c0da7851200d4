"""How is a penalty case led, step by step, as the law has it?"""
