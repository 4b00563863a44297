"""The API does what its description says: requests made from the description, answers checked against it."""

from __future__ import annotations

from typing import Any

import news
import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, Phase, given, settings

schemathesis = pytest.importorskip("schemathesis")  # a test dependency that environments for serving do without

EXAMPLES = 25  # requests of each operation; a longer run is `schemathesis run …/openapi.json --url …`
OPERATIONS = ("searchAll", "search", "csv", "atom", "map", "suggest", "facet", "article", "cite_bib", "cite_ris",
              "cite_csl", "compare")  # fmt: skip


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    site = Datasette([str(news.build(tmp_path_factory.mktemp("openapi") / "news.db"))], cors=True)
    return schemathesis.openapi.from_asgi("/news/-/newswire/openapi.json", staying_up(site.app()))


def staying_up(app: Any) -> Any:
    """The application without its end: the client starts and stops it around each request, and Datasette 1.0 closes
    its databases for good when it stops."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            return await app(scope, receive, send)
        while (message := (await receive())["type"]) != "lifespan.shutdown":
            await send({"type": f"{message}.complete"})
        return await send({"type": "lifespan.shutdown.complete"})

    return asgi


def excluded(case: Any) -> list[Any]:
    """Of the token of a page the description can say only that it is text, and made-up tokens are refused."""
    return [schemathesis.checks.positive_data_acceptance] if "next" in (case.query or {}) else []


def test_every_operation_is_tested(described: Any) -> None:
    """All but the description itself, which had to be read before."""
    found = [each.ok().definition.raw["operationId"] for each in described.get_all_operations()]
    assert sorted(found) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_are_as_described(described: Any, name: str) -> None:
    @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=described.find_operation_by_id(name).as_strategy())
    def check(case: Any) -> None:
        case.call_and_validate(excluded_checks=excluded(case))

    check()
