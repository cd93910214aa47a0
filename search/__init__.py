"""Everything that runs when somebody asks.

text --query.parse--> Query --understand.plan--> Plan --engine.find--> scores --library--> Results

>>> from search import Library                                          # doctest: +SKIP
>>> Library.open(".").search("teenagers in residential care").total    # doctest: +SKIP
"""

from search.library import Filters, Library
from search.results import Results

__all__ = ["Filters", "Library", "Results"]
