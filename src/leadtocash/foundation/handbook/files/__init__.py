"""The handbook as text files a person can read and write: one folder for a policy, Chinese with an English twin.

    book.md                 # S0 <title>                   policy code and title, then paragraphs that introduce it
    01-execution.md         # S0 2.4 <title>               chapter: id and title
                            ## S0 2.4.3 <title>            clause: id and title
                            forms: QSMX, JXTZ              codes of the forms it names (left out when there are none)

                            Paragraphs, an empty line between them; a line that begins with "- " is a point of a list.

Every file has its twin with `.en.md` (`book.en.md`, `01-execution.en.md`): the same ids and forms in the same order,
title and text in English. The number before the name gives the order of the chapters. `write` of what was `read`
gives the same files again, byte for byte.
"""

from leadtocash.foundation.handbook.files.book import Book, Chapter, Clause
from leadtocash.foundation.handbook.files.comparing import Difference, Part, compare, words_changed
from leadtocash.foundation.handbook.files.reading import Unreadable, read
from leadtocash.foundation.handbook.files.writing import write, written

__all__ = [
    "Book", "Chapter", "Clause", "Difference", "Part", "Unreadable", "compare", "read", "words_changed", "write",
    "written",
]  # fmt: skip
