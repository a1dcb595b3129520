"""What `interviewer doctor` looks at."""
