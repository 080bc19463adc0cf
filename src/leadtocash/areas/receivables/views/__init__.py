"""Pages of money: read the request, call one action, answer."""
