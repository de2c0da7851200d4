"""The rules of penalty cases, one function an article (administrative penalty law 2021)."""
