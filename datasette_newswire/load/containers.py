"""Archives and files of records: one stream → many documents."""

from ..hookspecs import Container

CONTAINERS: tuple[Container, ...] = ()
