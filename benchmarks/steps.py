"""Where the time goes: python benchmarks/steps.py [--sizes 2000]

CPU milliseconds a case of each step of `whatworks index` and of a cold `whatworks site`, all in one process, and of
stock Whoosh on the same cases: what is left for all steps where an index may cost a quarter of it on two cores.
Starting processes, and sending what they made from one to the other, are not among the steps.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import measuring
import peers
from settings import library, parser, settings
from whoosh import index as whoosh_index

from indexer import (
    assemble,
    browser_data,
    card,
    compiled,
    concepts,
    count,
    documents,
    parts,
    problems,
    reader,
    reading,
    rules,
    schema,
    site,
    site_writing,
    vocabulary,
    whoosh_writer,
)
from indexer import library as libraries
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.documents import Document
from indexer.site_rendering import Page
from search import similar
from search.library import Library
from search.source_compiled import CompiledSource, Memory

SIZES = (2_000,)
QUARTER, CORES = 0.25, 2


class Steps:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add what happens within to a step."""
        began = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began


def cases(root: Path, words: vocabulary.Vocabulary, steps: Steps) -> list[Case]:
    """Read and check the cases of a library."""
    found = []
    for path in reading.files(root / "corpus"):
        with steps.step("YAML and sections"):
            draft, wrong, data = reader.read_file(path, path.name)
        if draft is None:
            continue
        with steps.step("rules"):
            wrong = wrong + rules.check(draft, words)
        if not problems.errors(wrong):
            with steps.step("the case as a value"):
                found.append(assemble.case(draft, digest=hashlib.sha256(data).hexdigest()))
    return found


def made(found: Iterable[Case], whole: Corpus, steps: Steps) -> Iterator[bytes]:
    """Make the documents of cases, as the cache keeps them."""
    matcher = concepts.matcher(whole.vocabulary)
    for case in found:
        with steps.step("counting words and concepts"):
            counted = count.count_case(case, whole, matcher)
        with steps.step("facets, card and text"):
            text = documents.pack_text(documents.as_json(card.text(case, whole)))
            document = Document(counted, count.facets(case, whole), card.card(case, whole), text)
        with steps.step("keeping it"):
            kept = documents.keep(document)
        yield kept


def indexed(root: Path, steps: Steps) -> tuple[Corpus, compiled.Compiled]:
    """Do what `index` does; return the corpus and the compiled index."""
    its = libraries.load(root)
    words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
    found = cases(root, words, steps)
    whole = Corpus(its, words, tuple(found))
    kept = list(made(found, whole, steps))
    with tempfile.TemporaryDirectory() as folder, steps.step("Whoosh"):
        whoosh_index.create_in(folder, schema.schema())
        digests = [case.digest for case in found]
        whoosh_writer.write_segment(Path(folder), map(documents.kept, kept), digests)
    with steps.step("the compiled index"):
        gathered = parts.unkept(map(documents.kept, kept))
        return whole, compiled.compile_parts(gathered, compiled.names(its, words, whole.as_of))


def sited(whole: Corpus, content: compiled.Compiled, steps: Steps) -> None:
    """Do what a cold `site` does beyond reading and compiling."""
    with steps.step("neighbours"):
        opened = Library(CompiledSource(Memory(content)))
        near = similar.neighbours(opened, opened.source.slugs)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        with steps.step("search data"):
            site_writing.put_files(browser_data.scripts(content), out / "site", {})
        with steps.step("digests of pages"):
            pages = list(site.pages(whole, neighbours=lambda: near))
        for page in pages:
            with steps.step(_kind(page)):
                _write(page, out)


def _kind(page: Page) -> str:
    if page.joins:
        return "downloads of all records"
    if page.order:
        return "a case's page" if page.template else "a case's records"
    return "lists and other pages" if page.template else "downloads and scripts of all cases"


def _write(page: Page, out: Path) -> None:
    (out / page.path).parent.mkdir(parents=True, exist_ok=True)
    site_writing.write_page(page, out)


def main(root: Path, size: int) -> str:
    """Return the table of a library."""
    steps = Steps()
    whole, content = indexed(root, steps)
    index = dict(steps.seconds)
    sited(whole, content, steps)
    with tempfile.TemporaryDirectory() as built:
        stock = peers.engine("whoosh", "build", root / "documents.jsonl", Path(built) / "whoosh").cost().cpu
    rows = [[name, _each(seconds, size)] for name, seconds in index.items()]
    rows.append(["**all of an index**", _each(sum(index.values()), size)])
    rows.append(["stock Whoosh, whole", _each(stock, size)])
    rows.append([f"a quarter of its wall time on {CORES} cores", _each(stock * QUARTER * CORES, size)])
    rows += [[name, _each(seconds, size)] for name, seconds in steps.seconds.items() if name not in index]
    return measuring.table([f"{size:,} cases, one process", "CPU ms a case"], rows)


def _each(seconds: float, size: int) -> str:
    return f"{1000 * seconds / size:.2f}"


if __name__ == "__main__":
    given = settings(parser(__doc__).parse_args())
    for size in given.chosen(SIZES):
        print(main(library(given, size), size) + "\n")
