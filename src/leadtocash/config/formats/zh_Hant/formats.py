"""Dates and numbers in traditional characters are written as in simplified ones."""

from leadtocash.config.formats.zh_Hans.formats import *  # noqa: F403
