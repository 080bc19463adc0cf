"""Measurements, each in a database of its own that is thrown away: `python3 dev.py bench [projects | kill]`."""
