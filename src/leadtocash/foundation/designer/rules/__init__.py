"""What can be done to a process as text: pure functions, nothing of the database."""
