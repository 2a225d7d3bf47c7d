"""The peers' environment, and what the header says of the machine."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import venv
from datetime import UTC, datetime
from pathlib import Path

from .timing import BenchmarkError, run

PEERS = ("threatexchange", "pdqhash", "faiss-cpu", "pybktree", "pillow", "numpy", "vpdq")


def make_venv(folder: Path) -> Path:
    """Make the environment unless it is there; return its Python."""
    if not (folder / "bin" / "pip").exists():
        try:
            venv.create(folder, with_pip=True, clear=True)
        except subprocess.CalledProcessError as error:
            raise BenchmarkError("no virtual environment could be made; on Debian: apt-get install python3-venv") from error
    return folder / "bin" / "python"


def install(python: Path, requirements: Path) -> None:
    """Install pinned packages."""
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements])


def peer_versions(python: Path) -> str:
    """The installed peers."""
    programs = [f"hashdeep {run(['hashdeep', '-V']).output.strip()}"] if shutil.which("hashdeep") else []
    frozen = run([python, "-m", "pip", "--disable-pip-version-check", "list", "--format", "freeze"]).output
    found = dict(line.partition("==")[::2] for line in frozen.splitlines())
    return ", ".join([*(f"{name} {found[name]}" for name in PEERS if name in found), *programs])


def first_match(path: str, pattern: str, otherwise: str) -> str:
    """What a pattern finds in a file of the system."""
    try:
        match = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        match = None
    return match[1].strip() if match else otherwise


def swift_version() -> str:
    """The first line of `swift --version`."""
    try:
        return run(["swift", "--version"]).output.splitlines()[0]
    except (OSError, IndexError, BenchmarkError):
        return "not found"


def header(vigie: Path, python: Path) -> list[tuple[str, str]]:
    """What the figures depend on."""
    return [
        ("CPU", first_match("/proc/cpuinfo", r"^model name\s*:(.*)", platform.processor() or platform.machine())),
        ("cores", str(os.cpu_count())),
        ("system", first_match("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)', platform.system()) + f", {platform.machine()}"),
        ("load before", f"{os.getloadavg()[0]:.2f}"),
        ("Swift", swift_version()),
        ("vigie", run([vigie, "--version"]).output.strip()),
        ("peers", f"{peer_versions(python)}, Python {platform.python_version()}"),
        ("date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
    ]
