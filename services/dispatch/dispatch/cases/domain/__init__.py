"""What may happen to a case? Its workflow, its clocks, and what an executor's progress means for it."""
