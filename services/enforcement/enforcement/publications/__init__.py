"""Which penalty decisions does everybody see 公示, and which are taken back (penalty law art. 39, 48)?"""
