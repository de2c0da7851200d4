"""How are papers of the platform written and printed? Words from templates, lines of Chinese, PDF with its own font."""
