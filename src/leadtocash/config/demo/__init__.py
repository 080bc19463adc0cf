"""The demo company: 46 people in three regions, made by the same actions as real use, dates relative to today."""

from leadtocash.config.demo.company import SMALL, WHOLE, accounts, build

__all__ = ["SMALL", "WHOLE", "accounts", "build"]
