"""Hash every video of a folder with vpdq, one frame a second; print `hash,quality,path#t=seconds` a line."""

from __future__ import annotations

import argparse
from pathlib import Path

import vpdq


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of videos, without subfolders")
    for path in sorted(parser.parse_args().folder.iterdir()):
        for frame in vpdq.computeHash(path, seconds_per_hash=1, thread_count=1):
            print(f"{frame.hex},{frame.quality},{path}#t={frame.timestamp:.3f}")


if __name__ == "__main__":
    main()
