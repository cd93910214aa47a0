"""Words of the glossary where they stand: which are marked, how often, in which language, and never as markup."""

from __future__ import annotations

import re
from html import unescape

import pytest

from indexer import markdown
from indexer.corpus import Corpus
from indexer.site_terms import Glossary, Marker
from indexer.vocabulary import Concept, Label, Vocabulary

BLOCK = "A fixed sum for a set amount of service"


def concept(key: str, label: str, means: str, *labels: tuple[str, str]) -> Concept:
    every = (Label(label, "GB"), *(Label(text, where) for where, text in labels))
    return Concept(key, label, means, (), (), (), every, (), ())


@pytest.fixture
def glossary() -> Glossary:
    concepts = (
        concept("block-contract", "Block contract", BLOCK, ("GB", "empty beds"), ("GB", "blocks")),
        concept("lead-agency", "Lead agency model", 'One body "leads" <others>', ("US", "lead agencies")),
        concept("youth-office", "Youth welfare office", "The body in charge", ("de", "Jugendamt")),
        concept("success", "It works", "Not explained: one word that says anything"),
        concept("prices", "Prices", "What it costs"),
    )
    return Glossary(Vocabulary({}, concepts), ("GB",))


def marked(made: str) -> list[tuple[str, str]]:
    return re.findall(r'<a class="term" href="([^"]+)"[^>]*>([^<]+)</a>', made)


def test_a_concept_is_marked_once_by_its_own_name_and_leads_to_the_glossary(glossary: Glossary) -> None:
    made = glossary.on("../", ("GB",))("Block contracts cost more. A block contract ended.")
    assert marked(made) == [("../glossary.html#concept-block-contract", "Block contracts")]
    assert f'data-means="{BLOCK}"' in made and 'data-word="Block contract"' in made


@pytest.mark.parametrize("text", ["Empty beds.", "It works.", "Prices rose.", "Blocks of flats."])
def test_everyday_words_are_left_alone(text: str, glossary: Glossary) -> None:
    assert glossary.on("", ("GB",))(text) == text


def test_words_of_another_country_are_marked_in_texts_about_it(glossary: Glossary) -> None:
    assert marked(glossary.on("", ("US",))("Two lead agencies left."))
    assert not marked(glossary.on("", ("GB",))("Two lead agencies left."))


def test_foreign_words_carry_their_language_each_time(glossary: Glossary) -> None:
    made = glossary.on("", ("DE",))("The Jugendamt pays. No other Jugendamt did.")
    assert re.findall(r'<(a|span)\b[^>]* lang="de"[^>]*>Jugendamt<', made) == ["a", "span"]
    assert "lang" not in glossary.on("", ("GB",))("The Jugendamt pays.")


def test_words_on_both_sides_of_a_comma_are_no_phrase(glossary: Glossary) -> None:
    assert not marked(glossary.on("", ("GB",))("He signed a block, contract in hand."))
    assert marked(glossary.on("", ("GB",))("A block-contract year."))


def test_marking_changes_no_word_and_escapes_all(glossary: Glossary) -> None:
    text = 'A <b>block contract</b> & "lead agencies" cost £5 < £6.'
    made = glossary.on("", ("US", "GB"))(text)
    assert unescape(re.sub(r"</?a\b[^>]*>", "", made)) == text
    assert "<b>" not in made and "<others>" not in made


def test_prose_is_marked_outside_headings_links_and_code(glossary: Glossary) -> None:
    text = "### Block contract\n\n[block contract](https://a.example/) `block contract` and a *block contract*[^a]."
    made = markdown.render(text, {"a": (1, "t")}, glossary.on("../", ("GB",)))
    assert len(marked(made)) == 1
    assert '<em><a class="term"' in made and "<code>block contract</code>" in made and "#source-a" in made


@pytest.mark.parametrize("is_marked", [False, True])
def test_plain_paragraphs_give_the_bytes_of_the_parser(is_marked: bool, real: Corpus) -> None:
    words = Glossary(real.vocabulary, real.library.home)
    shortened = 0
    for case in real.cases:
        sources = {source.id: (number, source.title) for number, source in enumerate(case.sources, 1)}
        marks = [words.on("../", case.country) if is_marked else None for _ in range(2)]
        for section in case.sections:
            made = markdown.render(section.text, sources, marks[0])
            assert made == markdown.parsed(section.text, sources, marks[1]), (case.slug, section.key)
            shortened += bool(markdown.PLAIN.match(section.text))
    assert shortened > len(real.cases)


@pytest.mark.parametrize(
    "text",
    [
        'A "block contract" & more\nthan one block contract[^a] it\'s > 5\xa0%.',
        "Block\ncontract[^a][^a] block contract.",
        "One.\n\n\nBlock contract\n\n[^a]",
        "Cafe\u0301 block contract[^none].",
    ],
)
def test_odd_paragraphs_give_the_bytes_of_the_parser_too(text: str, glossary: Glossary) -> None:
    sources = {"a": (1, 'The "title" & <more>')}
    for mark in (lambda: None, lambda: glossary.on("../", ("GB",))):
        assert markdown.render(text, sources, mark()) == markdown.parsed(text, sources, mark())


def test_hostile_prose_stays_harmless_when_marked(glossary: Glossary) -> None:
    made = markdown.render('<a class="term" onclick="x()">block contract</a>', {}, glossary.on("", ("GB",)))
    assert made.count("<a ") == 1 and not re.search(r"<[^>]*onclick", made)


def test_the_real_vocabulary_explains_some_words_of_most_cases(real: Corpus) -> None:
    glossary = Glossary(real.vocabulary, real.library.home)
    numbers = []
    for case in real.cases:
        mark: Marker = glossary.on("", case.country)
        numbers.append(sum(len(marked(mark(section.text))) for section in case.sections))
    assert sum(number > 0 for number in numbers) > len(numbers) * 0.8
    assert max(numbers) < 15
