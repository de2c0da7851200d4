"""How is a case opened, moved on and brought to its end? The steps, the docket that saves them, and the telling."""
