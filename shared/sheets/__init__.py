"""How do files that anybody may have sent become rows, and rows files that no spreadsheet runs?"""
