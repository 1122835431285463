"""What people show of themselves for the moment, and how others see it; never in the log."""
