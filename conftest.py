"""Every test of the checkout shares the fixtures of tests/plugin.py."""

pytest_plugins = ["tests.plugin"]
