"""Every test of the checkout shares the fixtures of tests/plugin.py and tests/company.py."""

pytest_plugins = ["tests.plugin", "tests.company"]
