"""Who is on duty (值班表), and does the next shift know what is open (交接班)?"""
