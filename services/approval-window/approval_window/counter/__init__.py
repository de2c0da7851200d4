"""Where does a clerk work? On one page, which the window serves itself."""
