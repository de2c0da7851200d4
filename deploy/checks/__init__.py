"""Are the files of deploy/ right, as far as that can be known without a container engine? Run by `python -m checks`."""
