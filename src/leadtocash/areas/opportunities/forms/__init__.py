"""What people enter about opportunities, their gates and sales methods."""
