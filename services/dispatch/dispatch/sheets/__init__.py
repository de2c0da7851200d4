"""Which registers come in and go out as files for a spreadsheet?"""
