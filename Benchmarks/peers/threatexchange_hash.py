"""Hash every picture of a folder as python-threatexchange does; print `hash,path` a line."""

from __future__ import annotations

import argparse
from pathlib import Path

from threatexchange.signal_type.pdq.signal import PdqSignal


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of pictures, without subfolders")
    for path in sorted(parser.parse_args().folder.iterdir()):
        print(f"{PdqSignal.hash_from_file(path)},{path}")


if __name__ == "__main__":
    main()
