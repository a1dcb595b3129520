"""What `interviewer doctor` checks."""
