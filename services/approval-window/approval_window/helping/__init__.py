"""Who of the township goes with a citizen through his application, or does it for him (帮代办)?"""
