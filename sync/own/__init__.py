"""What we do ourselves: judged, stamped, numbered, put into runs."""
