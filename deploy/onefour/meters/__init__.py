"""What would the meters of empty homes say, and when did somebody really come back? Physics, and no more."""
