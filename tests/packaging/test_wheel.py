"""The wheel carries every file of the three packages, data files too."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.packaging.project import PACKAGES, ROOT, tracked_files


def test_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    names = {str(path.relative_to(ROOT)) for path in tracked_files()}
    expected = {name for name in names if name.startswith(tuple(f"{p}/" for p in PACKAGES))}

    assert expected - packed == set()
    assert {name.split("/")[0] for name in packed if ".dist-info" not in name} == set(PACKAGES)
