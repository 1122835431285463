"""One conversation, made of exchanges, without I/O."""
