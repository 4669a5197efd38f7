"""What becomes of several works at once: they are taken in, and those that are one are merged."""
