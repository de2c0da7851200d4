"""How are courses held, certificates issued and followed, and pairs kept?"""
