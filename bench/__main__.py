"""The command `python3 dev.py bench`.

projects [--sizes 10000,100000] [--items 0] [--requests 100] [--explain] [--write FILE]
workflow [--rows 1000000] [--requests 200] [--durable] [--write FILE]
workload [--sizes 100000,1000000] [--clients 1,8] [--requests 200] [--work W1,W6] [--keep FOLDER] [--given FOLDER]
         [--durable] [--write FILE]
search   [--rows 1000000] [--requests 40] [--write FILE]
kill     [--projects 200] [--clients 8] [--seed N]
forecast FOLDER [--from 2017-10-01] [--write FILE]
winning  [--size 1000000] [--requests 10] [--keep FOLDER] [--write FILE]
import   [--rows 100000] [--forms csv,xlsx] [--write FILE]
"""

from __future__ import annotations

import sys
from importlib import import_module

WORDS = {
    "projects": "projects", "kill": "kill", "workflow": "workflow", "workload": "workload", "search": "search",
    "import": "imports", "forecast": "forecast",
    "winning": "winning", "lists": "lists", "jobs": "jobs", "selling": "selling",
}  # fmt: skip


def main(words: list[str]) -> int:
    """Pass on to one measurement."""
    word, rest = (words[0], words[1:]) if words and words[0] in WORDS else ("projects", words)
    if rest[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    return int(import_module(f"bench.{WORDS[word]}").main(rest))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
