"""What an index page shows of README.md, and the links beside it; hatchling calls this at a build.

README's links and pictures are paths of this repository, which lead nowhere on another page. With
`HALO_TUI_REPOSITORY=https://…/OWNER/NAME` in the environment, where the source is published, they
become addresses of the version that is built. Without it, pictures are left out and links are text:
nothing is broken, and no address is made up.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURE = re.compile(r"!\[([^\]]*)\]\((?!https?:)([^)]+)\)")
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)")
ROWS_OF_PICTURES = re.compile(r"^\| \| \|\n\|---\|---\|\n(?:\|.*\n)+", re.MULTILINE)
CELL = re.compile(r"^\| (.*?) \|", re.MULTILINE)


def for_index(text: str, repository: str, version: str) -> str:
    """README for a page elsewhere.

    Args:
        text: README.
        repository: where the source is published; empty if nowhere.
        version: the version that is built, tagged as `vVERSION`.
    """
    if repository:
        text = PICTURE.sub(rf"![\1]({repository}/raw/v{version}/\2)", text)
        return LINK.sub(rf"[\1]({repository}/blob/v{version}/\2)", text)
    # A table of words and pictures becomes a list of the words.
    text = ROWS_OF_PICTURES.sub(
        lambda rows: "".join(f"- {cell}\n" for cell in CELL.findall(rows[0])[2:]), text
    )
    return LINK.sub(r"\1", PICTURE.sub("", text))


class CustomMetadataHook(MetadataHookInterface):
    """The one that hatchling looks for."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the description and the links."""
        repository = os.environ.get("HALO_TUI_REPOSITORY", "").rstrip("/")
        readme = (Path(self.root) / "README.md").read_text("utf-8")
        text = for_index(readme, repository, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = {}
        if repository:
            metadata["urls"] = {
                "Source": repository,
                "Issues": f"{repository}/issues",
                "Changelog": f"{repository}/blob/v{metadata['version']}/CHANGELOG.md",
            }
