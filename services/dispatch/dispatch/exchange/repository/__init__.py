"""How are the catalogue, the requests, the rows that are read and the rows that were pushed kept?"""
