"""Files as the program meets them: what is read may be hostile, what is written is private and whole."""
