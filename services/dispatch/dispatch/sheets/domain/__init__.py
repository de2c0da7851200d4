"""What is true of cells, columns and reports, whatever file they come in?"""
