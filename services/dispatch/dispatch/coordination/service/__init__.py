"""How does a case go on to another holder, and who is called to help with it? One file for each way."""
