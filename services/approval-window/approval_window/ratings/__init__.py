"""How content is who had something done at the counter, and what becomes of it where he is not (好差评)?"""
