"""A whole province in a box: the reform's own scale, made up around its real townships, loaded through the doors."""
