"""Where documents come from, and the archive that keeps every byte of them."""
