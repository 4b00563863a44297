"""Archives and files of records: one stream → many documents.

Archives within archives are opened here, stream by stream, so that nothing but one document is ever in memory; what a
file may unpack to has limits, and a member that cannot be taken out is a document that says why.
"""

from ...hookspecs import Container
from . import archives, jsonlines, jsonlists, mail, reuters, tabular, web, wordpress

CONTAINERS: tuple[Container, ...] = (
    *archives.CONTAINERS,
    *web.CONTAINERS,
    *wordpress.CONTAINERS,
    *mail.CONTAINERS,
    *jsonlines.CONTAINERS,
    *jsonlists.CONTAINERS,
    *tabular.CONTAINERS,
    *reuters.CONTAINERS,
)
