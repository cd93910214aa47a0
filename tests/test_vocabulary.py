"""The vocabulary: sound, wide enough, and its false friends guarded."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import concepts, vocabulary
from indexer.analysis import normal, words
from indexer.concepts import Matcher
from indexer.corpus import Corpus
from indexer.errors import CorpusInvalid


@pytest.fixture(scope="session")
def matcher(real: Corpus) -> Matcher:
    """The matcher of the real vocabulary."""
    return concepts.matcher(real.vocabulary)


def found(matcher: Matcher, text: str, countries: list[str] | None = None) -> set[str]:
    return {key for match in matcher.find(words(normal(text)), countries) for key in match.concepts}


def test_there_are_concepts_with_words_from_the_six_countries_and_many_languages(real: Corpus) -> None:
    words = real.vocabulary
    places = {label.where for concept in words.concepts for label in concept.labels}

    assert len(words.concepts) >= 120
    assert {"GB", "US", "AU", "NZ", "CA", "IE"} <= places
    assert len({label.language for c in words.concepts for label in c.labels if label.language}) >= 22
    assert len(words.false_friends) >= 14


def test_every_need_and_service_is_reached_by_a_concept(real: Corpus) -> None:
    words = real.vocabulary
    services = {service for concept in words.concepts for service in concept.service}

    assert [key for key in words.keys("services") if key not in services] == []
    assert [c.key for c in words.concepts for n in c.need if n not in words.keys("needs")] == []


def test_own_language_words_keep_their_true_spelling(real: Corpus) -> None:
    labels = {(label.where, label.text) for concept in real.vocabulary.concepts for label in concept.labels}

    assert {("sv", "samhällsvård"), ("ja", "社会的養護"), ("da", "anbringelsesområdet")} <= labels


@pytest.mark.parametrize(
    ("text", "countries", "concept"),
    [
        ("looked-after children", None, "child-in-care"),
        ("foster youth", ["US"], "child-in-care"),
        ("whānau care", None, "kinship-care"),
        ("whanau care", None, "kinship-care"),
        ("Pay for Success", None, "social-impact-bond"),
        ("social impact bond", None, "social-impact-bond"),
        ("children's homes", ["GB"], "residential-care"),
        ("group home", ["US"], "residential-care"),
        ("privatisation", None, "privatisation"),
        ("privatization", None, "privatisation"),
        ("brought back in-house", None, "insourcing"),
        ("regretted", None, "tried-and-regretted"),
    ],
)
def test_words_of_many_countries_reach_one_concept(
    matcher: Matcher, text: str, countries: list[str] | None, concept: str
) -> None:
    assert concept in found(matcher, text, countries)


@pytest.mark.parametrize(
    ("text", "countries", "wrong"),
    [
        ("a private meeting", None, "privatisation"),
        ("foster care in the state", ["US"], "foster-family-care"),
        ("the council kept to its plan for the town of Reading", None, "education-support"),
        ("a pause in the work", None, "pause-programme"),
        ("frontline staff", None, "frontline-programme"),
        ("an NHS trust", None, "childrens-trust"),
        ("the children's commissioner", None, "commissioning"),
    ],
)
def test_false_friends_are_guarded(matcher: Matcher, text: str, countries: list[str] | None, wrong: str) -> None:
    assert wrong not in found(matcher, text, countries)


def test_the_longest_label_wins(matcher: Matcher) -> None:
    matches = list(matcher.find(words(normal("family and friends care")), None))

    assert [(match.start, match.end) for match in matches] == [(0, 4)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("format: 2\n", 1),
        ("format: 1\nresults: [a]\n", 2),
        ("format: 1\nresults:\n  a: {means: x}\n", 3),
        ("format: 1\nconcepts:\n  a: {label: A, broader: [b]}\n", 3),
        ("format: 1\nformat: 1\n", 2),
        ("format: [\n", 2),
    ],
)
def test_a_vocabulary_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CorpusInvalid, match=f"vocabulary.yaml:{line}:"):
        vocabulary.load(path)
