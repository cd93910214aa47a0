"""Searching the invented library: which cases, in which order, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import index as indexes
from indexer import scanning
from indexer.errors import QueryError
from search import snippet
from search.library import Filters, Library
from search.similar import similar
from search.source_whoosh import open_whoosh


@pytest.fixture
def library(small_library: Library) -> Library:
    """The invented library, searched from memory."""
    return small_library


def slugs(library: Library, text: str, **options: object) -> list[str]:
    return [hit.slug for hit in library.search(text, **options).hits]  # type: ignore[arg-type]


# Each row: the query, the whole expected order, the reason.
ORDERS = [
    (
        "residential care",
        ["hub-for-teenagers", "hvb-hem-priser", "residential-block-contract"],
        "title, summary and need; then two that say it in title and summary, the shorter first",
    ),
    ("teenagers", ["hub-for-teenagers"], "only there"),
    ("nurse visits", ["nurse-visits-trial"], "both words are asked for"),
    ("kinship", ["kin-navigators"], "the word stands in the topic label"),
    ("whanau care", ["kin-navigators"], "a concept's word from New Zealand finds an American case"),
    (
        "HVB-hem",
        ["hub-for-teenagers", "hvb-hem-priser", "residential-block-contract"],
        "the Swedish word stands for residential care wherever it is said",
    ),
    ("norrkoping", ["hvb-hem-priser"], "marks are folded"),
    ("Norrköping", ["hvb-hem-priser"], "and kept marks find the same"),
    (
        "relatives grandparents swimming lessons counties",
        ["kin-navigators"],
        "words that no case has do not hide the rest",
    ),
    ("title:returns", ["reading-company-returns"], "a field narrows"),
    ('"residential care" -block', ["hub-for-teenagers", "hvb-hem-priser"], "phrase and exclusion"),
    ("place:Reading", ["reading-company-returns"], "the town, not the activity"),
    ("navigat*", ["kin-navigators"], "prefixes work on surface words"),
    ("navigatrs~", ["kin-navigators"], "near words too"),
    ("country:SE OR country:NO", ["hvb-hem-priser", "nurse-visits-trial"], "facets in the query, by slug"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), ORDERS, ids=[row[0] for row in ORDERS])
def test_the_order_of_results(library: Library, text: str, expected: list[str], reason: str) -> None:
    assert slugs(library, text) == expected, reason


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("privatisation", "privatization"),
        ("behaviour programme", "behavior program"),
        ("centre", "center"),
        ("organisation neighbourhood", "organization neighborhood"),
    ],
)
def test_british_and_american_spelling_are_one(real_library: Library, british: str, american: str) -> None:
    one, other = real_library.search(british), real_library.search(american)

    assert one.total == other.total > 0
    assert [(h.slug, h.score) for h in one.hits] == [(h.slug, h.score) for h in other.hits]


def test_foster_care_abroad_that_failed_is_found_in_both_spellings(real_library: Library) -> None:
    chosen = Filters({"at": ("abroad",), "result": ("failed",)})

    assert real_library.search("foster care privatisation", filters=chosen).total > 0
    assert real_library.search("foster care privatization", filters=chosen).total > 0


def test_filters_are_or_within_and_and_across(library: Library) -> None:
    assert slugs(library, "", filters=Filters({"country": ("SE", "NO")})) == ["hvb-hem-priser", "nurse-visits-trial"]
    assert slugs(library, "", filters=Filters({"country": ("SE", "US"), "result": ("failed",)})) == [
        "hvb-hem-priser",
        "lead-agency-collapse",
    ]
    assert slugs(library, "", filters=Filters({}, since=2016, until=2017)) == ["kin-navigators", "leaving-care-flats"]


def test_a_facets_counts_ignore_its_own_selection(library: Library) -> None:
    facets = library.search("", filters=Filters({"country": ("SE",)})).facets

    assert {v.value: v.count for v in facets["country"]} == {"GB": 4, "NO": 1, "SE": 1, "US": 2}
    assert {v.value: v.count for v in facets["at"]} == {"abroad": 1}


def test_total_counts_before_paging_and_pages_join(library: Library) -> None:
    whole = library.search("", filters=Filters({"at": ("home", "abroad")}), limit=100)
    pages = [library.search("", filters=Filters({"at": ("home", "abroad")}), limit=3, offset=n) for n in (0, 3, 6)]

    assert {page.total for page in pages} == {8}
    assert [hit.slug for page in pages for hit in page.hits] == [hit.slug for hit in whole.hits]


def test_sorting(library: Library) -> None:
    every = Filters({"at": ("home", "abroad")})

    assert slugs(library, "", filters=every, sort="year")[0] == "residential-block-contract"
    assert slugs(library, "", filters=every, sort="title")[0] == "residential-block-contract"


def test_exact_searches_no_concepts(library: Library) -> None:
    assert slugs(library, "whanau care") == ["kin-navigators"]
    assert library.search("whanau care", exact=True).expanded == ()
    assert slugs(library, "whanau", exact=True) == []


def test_a_word_that_no_case_has_is_said_to_be_left_out(library: Library) -> None:
    assert library.search("zeppelin care", exact=True).hints == ("No case has the word “zeppelin”; it was left out.",)


def test_what_else_was_searched_is_said(library: Library) -> None:
    expanded = library.search("whanau care").expanded

    assert expanded
    assert any("Kinship care" in item.labels for item in expanded)


def test_an_ambiguous_label_takes_every_sense_unless_a_country_is_chosen(library: Library) -> None:
    every = {item.concept for item in library.search("foster care").expanded}
    american = {item.concept for item in library.search("foster care", filters=Filters({"country": ("US",)})).expanded}

    assert {"whole-care-system", "foster-family-care"} <= every
    assert american == {"whole-care-system"}


def test_did_you_mean(library: Library) -> None:
    assert library.search("resedential care").suggestion == "residential care"
    assert library.search("residential care").suggestion is None


def test_nothing_found_says_what_would_give_some(library: Library) -> None:
    found = library.search("residential care", filters=Filters({"country": ("NO",)}))

    assert found.total == 0
    assert found.advice[0] == "3 without --country NO"


def test_an_empty_query_is_refused(library: Library) -> None:
    with pytest.raises(QueryError, match="empty"):
        library.search("  ")


def test_an_unknown_value_in_the_query_is_refused_with_the_nearest(library: Library) -> None:
    with pytest.raises(QueryError) as caught:
        library.search("care result:improvd")

    assert "improved" in caught.value.remedy
    assert (caught.value.start, caught.value.end) == (5, 19)


def test_a_snippet_marks_the_words_and_says_where_they_matched(library: Library) -> None:
    hit = library.search("teenagers residential").hits[0]
    marked = {hit.snippet[start:end].lower() for start, end in hit.marks}

    assert marked >= {"teenagers", "residential"}
    assert {"title", "summary"} <= set(hit.matched)


def test_the_same_search_twice_gives_the_same_answer(real_library: Library) -> None:
    one, other = (real_library.search("who took services back in-house and why") for _ in range(2))

    assert [(h.slug, h.score, h.snippet, h.marks) for h in one.hits] == [
        (h.slug, h.score, h.snippet, h.marks) for h in other.hits
    ]


def test_a_long_question_takes_a_quotation_as_one_more_thing_said(real_library: Library) -> None:
    question = (
        "which councils that had too many teenagers living in residential care children homes tried a hub "
        'or "a phrase that stands nowhere" instead'
    )

    assert real_library.search(question).total > 0
    assert real_library.search('"a phrase that stands nowhere"').total == 0


def test_similar_cases_are_explained(library: Library) -> None:
    found = similar(library, "residential-block-contract")

    assert found[0].slug == "hvb-hem-priser"
    assert found[0].why
    assert "residential-block-contract" not in [item.slug for item in found]


def test_conflicting_results_of_one_approach_come_first(real_library: Library) -> None:
    found = similar(real_library, "family-nurse-partnership-england")

    assert found[0].conflicting
    assert found[0].result == "improved"


def test_whoosh_and_the_compiled_index_give_the_same_scores(library_folder: Path, library: Library) -> None:
    folder = library_folder / "build" / "index"
    with scanning.scan(library_folder, counted=True) as found:
        indexes.build(found, folder)
    whoosh = Library(open_whoosh(folder))
    queries = [row[0] for row in ORDERS] + ["foster care privatization", "regretted", "care -foster", "year:2015.."]

    for text in queries:
        one, other = library.search(text), whoosh.search(text)
        assert [(h.slug, h.score, h.snippet, h.matched) for h in one.hits] == [
            (h.slug, h.score, h.snippet, h.matched) for h in other.hits
        ], text
        assert (one.total, one.facets) == (other.total, other.facets), text
    whoosh.close()


def test_where_no_case_has_both_words_those_with_one_are_shown(library: Library) -> None:
    assert slugs(library, "navigators nurse") == ["nurse-visits-trial", "kin-navigators"]


def test_digits_of_other_scripts_are_no_years(library: Library) -> None:
    with pytest.raises(QueryError):
        library.search("year:٢٠١٦")


@given(st.text("ab'’ _-Zé9\t\x1c.", max_size=60))
def test_the_quick_way_to_cut_words_finds_what_the_places_say(text: str) -> None:
    shown = snippet.normal(text)

    assert snippet._raw_words(shown) == [match.group() for match in snippet._words(shown)]
