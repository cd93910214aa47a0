"""The front door of `whatworks`, answered by Tantivy: the same click group, commands, options and output.

A search through it shows what the front door itself costs, whatever engine stands behind. The module is written out
from what the click group of this checkout says of itself, so that it follows every change of the commands.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

HEAD = '''"""Made by benchmarks/front_door.py."""

import click

import answer


def not_measured(**options):
    raise click.ClickException("only `search` is answered here")


class FrontDoor(click.Group):
    """As in the original, a command is made when it is called."""

    def list_commands(self, ctx):
        return sorted(COMMANDS)

    def get_command(self, ctx, name):
        return COMMANDS[name]() if name in COMMANDS else None


'''


def write(folder: Path) -> Path:
    """Write the module `front_door` with its program into a folder and return the program's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "front_door.py").write_text(HEAD + _group(), encoding="utf-8")
    answer = Path(__file__).parent / "engines" / "tantivy_answer.py"
    (folder / "answer.py").write_text(answer.read_text(encoding="utf-8"), encoding="utf-8")
    program = folder / "program.py"
    program.write_text("from front_door import main\n\nmain()\n", encoding="utf-8")
    return program


def _group() -> str:
    module = importlib.import_module("whatworks")
    group = next(found for found in vars(module).values() if isinstance(found, click.Group))
    told = group.to_info_dict(click.Context(group))
    lines = ["COMMANDS = {"]
    for name, command in told["commands"].items():
        called = "answer.search" if name == "search" else "not_measured"
        lines.append(
            f"    {name!r}: lambda: click.Command({name!r}, callback={called}, params=[{_parameters(command)}], "
            f"help={command['help']!r}),"
        )
    lines += ["}", f"main = FrontDoor('whatworks', params=[{_parameters(told)}], help={told['help']!r})"]
    return "\n".join(lines) + "\nmain.callback = answer.place\n"


def _parameters(command: dict[str, Any]) -> str:
    return ", ".join(
        _parameter(parameter)
        for parameter in command["params"]
        if parameter["name"] not in ("version", "help", "_click_default_help")
    )


def _parameter(told: dict[str, Any]) -> str:
    given = {"nargs": told["nargs"], "required": told["required"]}
    kind = _type(told["type"])
    if told["param_type_name"] == "argument":
        return f"click.Argument([{told['name']!r}], type={kind}, **{given!r})"
    given |= {"help": told["help"], "multiple": told["multiple"], "is_flag": told["is_flag"]}
    if not told["multiple"] and isinstance(told["default"], str | int):
        given["default"] = told["default"]
    names = [told["name"], *told["opts"], *told["secondary_opts"]]
    return f"click.Option({names!r}, type={'bool' if told['is_flag'] else kind}, **{given!r})"


def _type(told: dict[str, Any]) -> str:
    if told["param_type"] == "Choice":
        return f"click.Choice({list(told['choices'])!r})"
    if told["param_type"] == "IntRange":
        return f"click.IntRange({told['min']!r}, {told['max']!r})"
    return {"Path": "click.Path()", "Int": "int", "Float": "float", "Bool": "bool"}.get(told["param_type"], "str")
