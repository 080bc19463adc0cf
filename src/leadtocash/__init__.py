"""Lead-to-Cash: project sales run by the company's own written policy, from lead to archived contract."""

__version__ = "0.1.0"
