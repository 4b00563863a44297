"""Two accounts side by side."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from datasette_newswire.search.articles import Article, Mention, Named
from datasette_newswire.search.compare import alone_and_shared, compare
from datasette_newswire.search.facts import dates, numbers, quotes
from datasette_newswire.search.sentences import sentences

WIRE = (
    "A ferry ran aground off Marisol on Tuesday with 214 people on board, the coast guard said.\n\n"
    "Nobody was hurt. Captain Ilse Krantz blamed the fog.\n\n"
    "“We saw the lighthouse far too late and could not turn the ship,” she told Radio Marisol."
)
PAPER = (
    "With 241 people on board, a ferry ran aground off Marisol on Wednesday, said the coast guard.\n\n"
    "Nobody was hurt. Divers will look at the hull today.\n\n"
    "Captain Ilsa Krantz said: “We saw the lighthouse too late and were unable to turn the ship.”"
)


def article(body: str, *entities: Named) -> Article:
    empty = (None,) * 5
    return Article(1, "A title", "markup", *empty, (), None, body, 0, None, None, entities=entities)


def named(body: str, text: str, entity_id: int, name: str) -> Named:
    start = body.index(text)
    mention = Mention(1, "body", start, start + len(text), text, "test 1", "exact", 1.0)
    return Named("person", entity_id, name, 1, (mention,))


def test_sentences_are_shared_reworded_or_only_here() -> None:
    found = compare(article(WIRE), article(PAPER))
    assert [sentence.state for sentence in found.left] == ["reworded", "shared", "only here", "reworded"]
    assert [sentence.partner for sentence in found.left] == [0, 1, None, 3]
    assert [sentence.partner for sentence in found.right] == [0, 1, None, 3]
    assert 0.5 < found.left_shared < 1


def test_sentences_stand_at_their_offsets_and_fresh_words_are_those_of_one_side() -> None:
    found = compare(article(WIRE), article(PAPER))
    assert all(WIRE[one.start : one.end] == one.text for one in found.left)
    assert [WIRE[start:end] for start, end in found.left[0].fresh] == ["Tuesday", "214"]


def test_numbers_days_and_quotations_that_differ() -> None:
    found = compare(article(WIRE), article(PAPER))
    differ = [(one.kind, one.left, one.right) for one in found.disagreements if one.kind != "quote"]
    assert differ == [("number", "214", "241"), ("date", "Tuesday", "Wednesday")]
    (quote,) = (one for one in found.disagreements if one.kind == "quote")
    assert quote.left.startswith("We saw the lighthouse far too late")
    assert (quote.left_sentence, quote.right_sentence) == (3, 3)


def test_one_person_in_two_spellings_and_who_is_named_once() -> None:
    krantz = named(WIRE, "Ilse Krantz", 7, "Ilse Krantz")
    left = article(WIRE, krantz)
    right = article(PAPER, named(PAPER, "Ilsa Krantz", 7, "Ilse Krantz"), named(PAPER, "Divers", 9, "Divers"))
    found = compare(left, right)
    assert ("name", "Ilse Krantz", "Ilsa Krantz") in {(one.kind, one.left, one.right) for one in found.disagreements}
    assert (found.left_names, found.right_names) == ((), ("Divers",))


def test_an_article_agrees_with_itself() -> None:
    found = compare(article(WIRE), article(WIRE))
    assert {sentence.state for sentence in found.left} == {"shared"}
    assert found.disagreements == ()
    assert found.left_shared == found.right_shared == 1


def test_a_comparison_is_plain_json() -> None:
    plain = compare(article(WIRE), article(PAPER)).to_json()
    assert json.loads(json.dumps(plain))["left"][0]["partner"] == 0


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "Mr. Krantz met Gen. Ohlin at 9 a.m. in the U.S. embassy. He said: “Stop.” Then J. K. Moe left.\nA caption"
    found = [text[start:end] for start, end in sentences(text)]
    assert found == [
        "Mr. Krantz met Gen. Ohlin at 9 a.m. in the U.S. embassy.",
        "He said: “Stop.”",
        "Then J. K. Moe left.",
        "A caption",
    ]


def test_numbers_have_a_value_and_a_unit() -> None:
    text = "Twenty-five of 1,250 sheep, worth $3.5 million, died on March 3, 2021; wool fell 4 percent."
    found = [(fact.text.strip(), fact.value, fact.unit) for fact in numbers(text)]
    assert [(value, unit) for _, value, unit in found] == [
        ("25", ""),
        ("1250", "sheep"),
        ("3.5e+06", "$"),
        ("4", "%"),
    ]


def test_days_are_known_in_several_prints() -> None:
    text = "On Friday, 3 March 2021, March 3rd or 2021-03-03"
    assert [fact.value for fact in dates(text)] == ["fri", "03-03", "03-03", "03-03"]


def test_quotations_in_any_marks() -> None:
    text = '“the first of them” "the second one here" «la troisième citation» „das vierte Zitat“'
    assert [fact.value for fact in quotes(text)] == [
        "the first of them",
        "the second one here",
        "la troisième citation",
        "das vierte Zitat",
    ]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared_and_partners_agree(one: str, other: str) -> None:
    found = compare(article(one), article(other))
    for number, sentence in enumerate(found.left):
        assert one[sentence.start : sentence.end] == sentence.text
        if sentence.partner is not None:
            assert found.right[sentence.partner].partner == number


def test_of_several_texts_what_one_says_alone_and_what_all_say() -> None:
    bodies = [
        "The river rose by five metres on Monday. The mayor opened the school to families.",
        "On Monday the river rose by six metres. Trains to the coast were cancelled.",
        "The river rose by five metres on Monday, officials said. A bridge was closed to traffic.",
    ]
    alone, shared = alone_and_shared(bodies)
    assert [[body[start:end] for start, end in of] for body, of in zip(bodies, alone, strict=True)] == [
        ["The mayor opened the school to families."],
        ["Trains to the coast were cancelled."],
        ["A bridge was closed to traffic."],
    ]
    assert [bodies[0][start:end] for start, end in shared] == ["The river rose by five metres on Monday."]


def test_texts_without_sentences_share_nothing() -> None:
    assert alone_and_shared(["", "Nobody was hurt."]) == ([[], [(0, 16)]], [])
