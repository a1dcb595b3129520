"""Reading and writing files: what is read may be hostile, what is written is private and complete."""
