"""What runs in the process that holds a program nobody vouches for: nothing here imports the rest of the package."""
