"""Everything this app puts elsewhere."""
