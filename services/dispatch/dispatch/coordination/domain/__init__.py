"""May a case go on to another holder, and why not? Its hand-over, and what refuses a step of it."""
