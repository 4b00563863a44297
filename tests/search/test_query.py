"""A Search and its URL."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.search.query import KINDS, Search

KEYS = ["q", *KINDS, *(f"not_{kind}" for kind in KINDS), "role", "from", "to", "undated", "exact", "sort", "size",
        "next", "facet", "facet_size", "unknown"]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["1", "50", "0", "000000050", "101", "٣", "none", "newest", "agency", "person", "published"]),
    st.sampled_from(["2022", "2022-02", "2022-02-30", "2022-02-01T10:00"]),
)


@given(st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=12))
def test_a_search_comes_back_from_its_url(pairs: list[tuple[str, str]]) -> None:
    search = Search.from_args(pairs)
    assert Search.from_args(parse_qsl(search.to_query_string())) == search


def test_repeated_values_are_all_kept() -> None:
    search = Search.from_args([("person", "1"), ("place", "none"), ("person", "2"), ("not_source", "3")])
    assert search.values("person") == ("1", "2") and search.excluded("source") == ("3",)
    assert search.to_query_string() == "person=1&place=none&person=2&not_source=3"


def test_a_changed_filter_keeps_words_and_sort_and_goes_to_page_one() -> None:
    search = Search.from_args([("q", "storm"), ("sort", "oldest"), ("next", "abc"), ("person", "1")])
    assert search.toggle("person", "1").to_query_string() == "q=storm&sort=oldest"
    assert search.toggle_exclude("person", "1").to_query_string() == "q=storm&not_person=1&sort=oldest"
    assert search.clear().to_query_string() == "q=storm&sort=oldest"


def test_what_is_wrong_is_said_and_left_out() -> None:
    search = Search.from_args([("size", "1000"), ("from", "last week"), ("sort", "best"), ("role", "owner")])
    assert (search.size, search.since, search.sort, search.role) == (100, None, None, ())
    assert len(search.problems) == 4
    many = Search.from_args([("person", str(number)) for number in range(1000)])
    assert many.values("person")[-1] == "499" and many.problems == ("Only the first 500 of 1000 filters were used.",)
    late = Search.from_args([("undated", "2"), ("exact", "off")])
    assert not late.undated and late.problems == ("undated=2 is not 1 or 0.",)
