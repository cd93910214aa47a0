"""Scripts without comments and needless letters: python -m indexer.shortening, JSON of texts in, JSON of texts out.

A process of its own: the minifier brings a Go runtime with it, and a process that has one must not be forked, as the
writing of pages does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping


def shortened(scripts: Mapping[str, str]) -> dict[str, str]:
    """Return scripts by name, shortened."""
    command = [sys.executable, "-m", "indexer.shortening"]
    done = subprocess.run(command, input=json.dumps(scripts), capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, str] = json.loads(done.stdout)
    return found


def main() -> None:
    """Shorten what comes in."""
    import minify

    scripts = json.load(sys.stdin)
    json.dump({name: minify.string("application/javascript", text) for name, text in scripts.items()}, sys.stdout)


if __name__ == "__main__":
    main()
