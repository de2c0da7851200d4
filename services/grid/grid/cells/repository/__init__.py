"""How are cells read and saved? `cells`: they and their boundaries; `around`: communities, branches, sets to follow."""
