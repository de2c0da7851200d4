"""Where does each case stand, by when, and who may move it?"""
