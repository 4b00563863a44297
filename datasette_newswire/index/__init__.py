"""The facet index: packed copies of the link tables in private tables, for speed alone.

Both sides use it, so it stands beside them: the loader calls `refresh`, the search asks `FacetIndex`. Nothing depends
on it for correctness: what is not packed, or has changed since, is read from the link tables themselves.
"""

from .facets import FacetIndex
from .packing import refresh

__all__ = ["FacetIndex", "refresh"]
