#!/usr/bin/env python3
"""The plugin that README.md shows is, byte for byte, the one that the tree compiles, and has at most twelve lines."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    shown = re.search(r"```cpp\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    compiled = (ROOT / "sdk/examples/hello/hello.cpp").read_text()
    if not shown or shown.group(1) != compiled:
        print("README.md does not show sdk/examples/hello/hello.cpp as it is")
        return 1
    if len(compiled.splitlines()) > 12:
        print(f"the first plugin has {len(compiled.splitlines())} lines")
        return 1
    prose = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#]+)\)", prose)
    missing = [link for link in links if not (ROOT / link).exists()]
    if missing:
        print("README.md links to what does not exist:", ", ".join(missing))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
