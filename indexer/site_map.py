"""Two ways to see the whole collection: what went wrong or was reversed, and the evidence map."""

from __future__ import annotations

from indexer import drawings, evidence
from indexer.site_catalogue import COMPARISON_ORDER, Catalogue
from indexer.site_lists import MOST, NOTHING_NEW, ideas, rows
from indexer.site_pages import MapPage, ReversedPage
from indexer.site_views import EndGroup, Link, MapRow, Said, Tile
from indexer.wording import count, lower_first

ENDED_WELL = "expired"


# -- reversed -------------------------------------------------------------------------------------------------------


def reversed_page(catalogue: Catalogue) -> ReversedPage:
    """Return what ended, was reversed, failed, or made no difference."""
    words, cases = catalogue.words, catalogue.corpus.cases
    endings = catalogue.endings(cases)
    groups = tuple(
        EndGroup(
            catalogue.badge("ended_how", key), bool(words.extra("ended_how", key, "failed")), len(found), found[:MOST]
        )
        for key in _worst_first(catalogue)
        if (found := tuple(ending for how, ending in endings if how == key))
    )
    results, found_rows = [], {}
    for key in words.keys("results"):
        if key in NOTHING_NEW and ("result", key) in catalogue.holders:
            results.append(
                Tile(
                    Link(words.label("results", key), f"result/{key}.html", key),
                    catalogue.means("results", key),
                    catalogue.tally(catalogue.holders["result", key]),
                )
            )
            found_rows[key] = rows(catalogue, catalogue.holders["result", key])
    counts = tuple(Said(group.badge.word, f"{group.total:,}", href=f"#{group.badge.key}") for group in groups)
    pitfalls = tuple(idea for idea in ideas(catalogue) if idea.link.note == "pitfall" and idea.supports)[:6]
    return ReversedPage(
        catalogue.frame(
            "reversed.html",
            "What went wrong or was reversed",
            "Arrangements by how they ended, and cases that failed or made no difference.",
        ),
        groups,
        counts,
        tuple(results),
        found_rows,
        pitfalls,
    )


def _worst_first(catalogue: Catalogue) -> list[str]:
    keys = catalogue.words.keys("ended_how")
    return sorted(keys, key=lambda key: (key == ENDED_WELL, not catalogue.words.extra("ended_how", key, "failed")))


# -- the evidence map -----------------------------------------------------------------------------------------------


def map_page(catalogue: Catalogue) -> MapPage:
    """Return the evidence map of problems by results."""
    words = catalogue.words
    columns = [(key, words.label("results", key)) for key in words.keys("results")]
    needs = [(key, words.label("needs", key)) for key in words.keys("needs")]
    cells = {
        (need, result): cell
        for need, need_words in needs
        for result, result_words in columns
        if (cell := _cell(catalogue, need, result, need_words, result_words))
    }
    table = tuple(
        MapRow(
            catalogue.link("need", need),
            tuple(_table_cell(cells.get((need, result))) for result, _ in columns),
        )
        for need, _ in needs
    )
    gaps = [words for need, words in needs if ("need", need) not in catalogue.holders]
    said = f"No case yet speaks to: {'; '.join(lower_first(gap) for gap in gaps)}." if gaps else ""
    return MapPage(
        catalogue.frame(
            "map.html", "The evidence map", "Problems by what happened: where there are cases, and where not."
        ),
        drawings.evidence_map(needs, columns, cells, label="Cases by problem and by what happened"),
        tuple(catalogue.link("result", key) for key, _ in columns),
        table,
        tuple(catalogue.badge("comparisons", key) for key in COMPARISON_ORDER),
        said,
    )


def _cell(catalogue: Catalogue, need: str, result: str, need_words: str, result_words: str) -> drawings.Cell | None:
    cases = [case for case in catalogue.holders.get(("need", need), ()) if case.result == result]
    if not cases:
        return None
    best = min((catalogue.comparison(case) for case in cases), key=COMPARISON_ORDER.index)
    fairest = lower_first(catalogue.label("comparisons", best))
    fairness = fairest if best == "none" else f"at best {fairest}"
    if result in evidence.NO_RESULT:
        best, fairness = "none", ""
    words = f"{need_words}, {lower_first(result_words)}: {count(len(cases), 'case')}" + (fairness and f", {fairness}")
    return drawings.Cell(len(cases), best, words, fairness, f"search.html?need={need}&result={result}")


def _table_cell(cell: drawings.Cell | None) -> tuple[int, str, str]:
    return (cell.number, cell.fairness, cell.href) if cell else (0, "", "")
