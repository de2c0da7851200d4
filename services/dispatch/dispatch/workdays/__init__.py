"""Which days are worked? 工作日历: the calendar of public holidays and make-up days, one for the whole platform."""
