"""Actions, runs and frames as bytes."""
