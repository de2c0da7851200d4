"""How are courses, what was learnt, certificates, requirements and pairs read and written?"""
