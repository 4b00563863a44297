"""Places of an article: what its names can mean on the map, weighed by what the article says.

`find` adds to the recogniser's mentions those of well-known places that it missed; `within` puts the mentions of one
name together and weighs the places it can mean. Which of them it is, is decided in `resolve.locations`, where the
archive knows the home of the article's publisher.
"""

from .article import within
from .finder import find

__all__ = ["find", "within"]
