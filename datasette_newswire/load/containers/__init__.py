"""Archives and files of records: one stream → many documents.

Archives within archives are opened here, stream by stream, so that nothing but one document is ever in memory; what a
file may unpack to has limits, and a member that cannot be taken out is a document that says why.
"""

from ...hookspecs import Container
from . import archives, mail, records, web, wordpress

CONTAINERS: tuple[Container, ...] = (
    *archives.CONTAINERS,
    *web.CONTAINERS,
    *wordpress.CONTAINERS,
    *mail.CONTAINERS,
    *records.CONTAINERS,
)
