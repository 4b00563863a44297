"""Chinese, Japanese, Korean and Thai: words of any length are found wherever they stand, as reading all texts does."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import news
import pytest
from datasette.app import Datasette

# Letters to make texts of; words of other scripts stand among them as they do in print.
LETTERS = {
    "zh": "中国外交部长会谈的一是在北京上海東",
    "ja": "東京で会談はのをカナひらがな首相ー外",
    "ko": "서울에서회담이열렸다은는 대통령 ",
    "th": "กรุงเทพประชุมที่และเศรษฐกิจ",
}
LATIN = ("Geneva", "AI", "Киев", "talks")
COMMON = "的"
Test = Callable[[news.News], bool]


def fields(article: news.News) -> list[str]:
    return [article.title, article.lede or "", article.byline or "", article.body]


def has(word: str, article: news.News) -> bool:
    """A word without spaces stands anywhere; another one is a word of its own, or part of one in these articles."""
    if any(letter in "".join(LETTERS.values()) + COMMON for letter in word if letter != " "):
        return any(word in text for text in fields(article))
    texts = [text.lower() for text in fields(article)]
    within = article.language in LETTERS and any(word.lower() in text for text in texts)
    return within or any(word.lower() in text.split() for text in texts)


def in_title(word: str, article: news.News) -> bool:
    return word in article.title


def article(rng: random.Random) -> news.News:
    language = rng.choice([*LETTERS, "en"])
    letters = [*LETTERS.get(language, ""), *(f" {word} " for word in LATIN)]
    if language == "en":
        return news.News("A report", " ".join(rng.choices(LATIN, k=2)), "2022-01-01")
    text = partial(rng.choices, letters)
    return news.News("".join(text(k=rng.randint(1, 6))).strip() or "会", "".join(text(k=rng.randint(1, 30))).strip(),
                     rng.choice([None, "2022-02-03", "2022-02-04"]), language)  # fmt: skip


def frequent() -> list[news.News]:
    """Texts in which one character is followed by more pairs than may be ranked by."""
    pairs = [chr(0x5000 + number // 25) + chr(0x6000 + number) for number in range(800)]
    texts = ["".join(COMMON + pair for pair in pairs[start : start + 40]) for start in range(0, 800, 40)]
    return [news.News(f"第{number}", text, language="zh") for number, text in enumerate(texts)]


def random_query(rng: random.Random) -> tuple[str, Test]:
    """A query, and which articles it should find."""

    def word() -> str:
        letters = LETTERS[rng.choice([*LETTERS])].replace(" ", "")
        first = rng.choice([letter for letter in letters if letter.isalpha()])  # a vowel sign alone is no word
        return first + "".join(rng.choices(letters, k=rng.choice([0, 0, 1, 1, 2])))

    one, other, latin = word(), word(), rng.choice(LATIN)
    return rng.choice([
        (one, lambda a: has(one, a)),
        (COMMON, lambda a: has(COMMON, a)),
        (f"title:{one}", lambda a: in_title(one, a)),
        (f"{one} {other}", lambda a: has(one, a) and has(other, a)),
        (f"{one} OR {other}", lambda a: has(one, a) or has(other, a)),
        (f"{one} -{other}", lambda a: has(one, a) and not has(other, a)),
        (f"{one} {latin}", lambda a: has(one, a) and has(latin, a)),
        (f"{one} OR {latin}", lambda a: has(one, a) or has(latin, a)),
        (f"-{one}", lambda a: not has(one, a)),
        (f"{latin} -{one}", lambda a: latin.lower() in f"{a.title} {a.body}".lower().split() and not has(one, a)),
        (f"({one} -{other}) OR {COMMON}", lambda a: (has(one, a) and not has(other, a)) or has(COMMON, a)),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def articles() -> list[news.News]:
    rng = random.Random(5)
    return [*(article(rng) for _ in range(120)), *frequent()]


@pytest.fixture(scope="module")
def path(articles: list[news.News], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return news.build(tmp_path_factory.mktemp("unspaced") / "news.db", articles)


async def find(site: Datasette, **asked: str) -> dict[str, Any]:
    reply = await site.client.get(f"/news/-/newswire.json?{urlencode({**asked, 'size': '100', 'facet': 'language'})}")
    assert reply.status_code == 200
    return reply.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", range(4))
async def test_random_queries_find_what_reading_finds(articles: list[news.News], path: Path, seed: int) -> None:
    site, rng = Datasette([str(path)]), random.Random(seed)
    for _ in range(40):
        query, wanted = random_query(rng)
        right = [number for number, each in enumerate(articles, 1) if wanted(each)]
        found = await find(site, q=query, exact="1")
        assert found["total"] == len(right), (query, found["query"]["notes"])
        if found["total"] <= 100:
            assert sorted(each["id"] for each in found["articles"]) == right, query
        counted = {each["value"]: each["count"] for each in found["facets"]["language"]["values"]}
        assert counted == {code: n for code in ("en", *LETTERS)
                           if (n := sum(articles[number - 1].language == code for number in right))}  # fmt: skip


@pytest.mark.parametrize("query", ["中", "外交", "東", "首相", "会談は", "서", "회담", "대통령", "ก", "ทร", "ประชุม"])
async def test_what_is_found_is_shown(articles: list[news.News], path: Path, query: str) -> None:
    found = await find(Datasette([str(path)]), q=query)
    assert found["total"] == sum(has(query, each) for each in articles)
    for each in found["articles"]:
        shown = [each["title"][start:end] for start, end in each["title_highlights"]]
        shown += [each["snippet"][start:end] for start, end in each["highlights"]]
        assert shown and set(shown) == {query}


async def test_what_is_too_common_to_rank_by_is_found_whole_newest_first(path: Path) -> None:
    site = Datasette([str(path)])
    found = await find(site, q=COMMON)
    assert found["query"]["notes"] == [f"{COMMON} is too common to rank articles by."]
    assert found["query"]["sort"] == "newest" and found["articles"][0]["score"] is None
    assert (await find(site, q="外"))["query"]["sort"] == "relevance"
