"""Commands that bring cases into a library, and start one: add, new, import, init."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from frontdoor.options import today
from frontdoor.place import Place


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True), metavar="FILE|DIR")
@click.option("--map", "given", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="M.toml",
              help="Which field comes from where, for records of another collection.")  # fmt: skip
@click.option("--into", metavar="SLUG", help="The case whose sources the references become.")
@click.option("--private", is_flag=True, help="Into corpus/local/, which git ignores and sites leave out.")
@click.option("--overwrite", is_flag=True, help="Replace files that say something else.")
@click.option("--faulty", is_flag=True, help="Take drafts with errors too, to be mended here.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.pass_obj
def import_(
    place: Place,
    path: Path,
    given: Path | None,
    into: str | None,
    private: bool,
    overwrite: bool,
    faulty: bool,
    dry_run: bool,
) -> None:
    """Bring in an own export, records of another collection by a map, or references as sources.

    Records come as CSV, JSON or JSON lines, also packed with gzip, and become drafts with slots to fill. References
    come as RIS or BibTeX; without --into they are printed as lines for the head of a case.

    \b
    Examples:
      whatworks import casebook.json
      whatworks import contracts.csv --map contracts.toml --dry-run
      whatworks import references.bib --into family-hubs-leeds
    """
    from indexer import intake, locking

    if not path.is_dir() and intake.is_references(path):
        with locking.lock(locking.corpus_lock(place.build)) if into else nullcontext():
            text, ids = intake.take_references(place.root, path, into, dry_run=dry_run)
        click.echo(text, nl=False)
        added = f" {'would be ' * dry_run}added to {into}" if into else ""
        click.echo(f"{len(ids)} sources{added}: {', '.join(ids)}", err=True)
        return
    if into:
        raise click.BadParameter(f"{path.name} holds no references (RIS or BibTeX).", param_hint="--into")
    found = intake.take_in(place.root, path, given, today(), private=private, overwrite=overwrite, faulty=faulty)
    for problem in found.problems:
        click.secho(str(problem), fg="red")
    for name in found.left_alone:
        click.echo(f"{name}: is there and says something else, so it stays; --overwrite replaces it", err=True)
    if not dry_run:
        with locking.lock(locking.corpus_lock(place.build)):
            found.write()
    click.echo(intake.summary(found, dry_run=dry_run), err=True)
    if found.problems or found.left_alone:
        raise SystemExit(1)


@click.command()
@click.argument("slug")
@click.option("--private", is_flag=True, help="Into corpus/local/, which git ignores and sites leave out.")
@click.pass_obj
def new(place: Place, slug: str, private: bool) -> None:
    """Start a case: a file with slots to fill.

    \b
    Example:
      whatworks new family-hubs-leeds
    """
    from indexer import scaffold, vocabulary

    words = vocabulary.load(place.root / "corpus" / "vocabulary.yaml")
    path = scaffold.new_case(place.root, slug, words, today(), private=private)
    click.echo(path)
    click.echo("Fill the slots <REQUIRED: ...>, then: whatworks check " + str(path), err=True)


class Terminal:
    """The person at the terminal, as `indexer.adding` talks to them. Questions go to standard error."""

    def tell(self, text: str) -> None:
        """Show a line."""
        click.echo(text, err=True)

    def ask(self, question: str, default: str) -> str:
        """Ask for a text; an empty line is the default."""
        answer: str = click.prompt(question, default=default, show_default=bool(default), err=True)
        return answer

    def confirm(self, question: str) -> bool:
        """Ask for yes or no; no is the default."""
        return click.confirm(question, default=False, err=True)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Fill a field. Repeat for more.")
@click.option("--name", metavar="SLUG", help="The name of the file.  [default: from the title]")
@click.option("--no-input", is_flag=True, help="Ask nothing: leave slots where no option answers.")
@click.option("--even-so", is_flag=True, help="Go on though it looks like a case that is here, or is not in English.")
@click.option("--private", is_flag=True, help="Into corpus/local/, which git ignores and sites leave out.")
@click.option("--allow-local", is_flag=True, help="Fetch from private and local addresses too.")
@click.pass_obj
def add(
    place: Place,
    sources: tuple[str, ...],
    settings: tuple[str, ...],
    name: str | None,
    no_input: bool,
    even_so: bool,
    private: bool,
    allow_local: bool,
) -> None:
    """Add a case from what was published: web pages, saved pages, DOCX, PDF, Markdown or plain text.

    All SOURCES belong to one case. What a source suggests is shown with the passage and never taken by itself; what
    is not answered stays a slot. FIELD is a name of the head (country), a part (arrangement.delivery, sources.2.url)
    or a section (problem); lists have commas.

    \b
    Examples:
      whatworks add https://www.example.gov.uk/family-hubs-review
      whatworks add report.pdf minutes.docx --name family-hubs-leeds
      whatworks add page.html --no-input --set country=GB --set need=edge-of-care,workforce
    """
    from indexer import adding

    order = adding.Order(sources, settings, name, private, even_so, allow_local, today())
    talk = None if no_input or not sys.stdin.isatty() else Terminal()
    added = adding.add(place.root, place.build, order, talk)
    if talk and click.confirm("Open it in your editor now?", default=True, err=True):
        click.edit(filename=str(added.path))
        added = adding.again(place.root, added)
    click.echo(added.path)
    for note in added.notes:
        click.echo(note, err=True)
    for problem in added.problems:
        click.secho(str(problem), fg="red", err=True)
    click.echo(f"Still to fill ({len(added.missing)}):", err=True)
    for line in added.missing:
        click.echo(f"  {line}", err=True)
    click.echo(f"Then: whatworks check {added.path}", err=True)
    if added.problems:
        raise SystemExit(1)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="Casebook", show_default=True, help="What the library is called.")
def init(folder: Path, title: str) -> None:
    """Start another library in an empty folder, about anything: with words, questions and one case to replace.

    \b
    Example:
      whatworks init ../road-safety --title "What worked on our roads"
    """
    import datetime

    from indexer import scaffold

    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    for path in scaffold.new_library(folder, title, today):
        click.echo(path)
    click.echo(f"Next: cd {folder}, whatworks index, whatworks site; then whatworks new my-first-case", err=True)
