"""Which rows does a caller see, and how are they saved? Of `applications`, and of the `licences` that came of them."""
