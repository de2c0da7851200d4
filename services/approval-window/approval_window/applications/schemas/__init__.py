"""How do applications look over HTTP: the forms that come in, the steps that are asked for, and what is shown?"""
