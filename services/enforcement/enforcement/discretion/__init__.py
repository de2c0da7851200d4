"""How heavy is a penalty for which circumstance 裁量基准, as it was published from a day on (penalty law art. 34)?"""
