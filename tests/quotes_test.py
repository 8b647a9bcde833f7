#!/usr/bin/env python3
"""What the documents quote is what the tree compiles.

A quote is a code block under a comment that names its file, or a region of it:

    <!-- quote sdk/examples/deferred/deferred.cpp thread -->

A region lies between lines with `--8<-- [start:NAME]` and `--8<-- [end:NAME]`, and is shown without its indentation. Each
example is quoted, and has less than 80 lines. `quotes_test.py --write` brings the documents up to date.
"""
import re
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUOTE = re.compile(r"(<!-- quote (\S+)(?: (\S+))? -->\n+```\w+\n)(.*?)```", re.DOTALL)
MARKER = re.compile(r"<!-- quote ")
MOST_LINES = 80


def region(text, name):
    """The whole file, or what stands between the marks; None if there is no such region."""
    if name is None:
        return text
    found = re.search(rf"^[^\n]*--8<-- \[start:{re.escape(name)}\]\n(.*?)^[^\n]*--8<-- \[end:{re.escape(name)}\]$", text,
                      re.DOTALL | re.MULTILINE)
    return textwrap.dedent(found[1]) if found else None


def documents():
    names = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT,
                           check=True, capture_output=True, text=True).stdout.split()
    return [ROOT / name for name in names if (ROOT / name).exists()]


def check_document(document, quoted):
    text = document.read_text()
    quotes = QUOTE.findall(text)
    if len(quotes) != len(MARKER.findall(text)):
        yield f"{document}: a quote is not followed by its code block"
    for _, file, name, shown in quotes:
        source = ROOT / file
        quoted.add(source)
        if not source.exists():
            yield f"{document}: quotes {file}, which does not exist"
        elif shown != region(source.read_text(), name or None):
            yield f"{document}: does not show {file} {name} as it is"


def write(document):
    def fresh(match):
        source = ROOT / match[2]
        text = region(source.read_text(), match[3]) if source.exists() else None
        return match[0] if text is None else match[1] + text + "```"

    old = document.read_text()
    new = QUOTE.sub(fresh, old)
    if new != old:
        document.write_text(new)


def prove():
    """The test would notice."""
    text = "a\n    // --8<-- [start:x]\n    b\n      c\n    // --8<-- [end:x]\nd\n"
    return region(text, "x") == "b\n  c\n" and region(text, "y") is None and region(text, None) == text


def main(arguments):
    if not prove():
        print("this test would judge wrongly")
        return 1
    if arguments == ["--write"]:
        for document in documents():
            write(document)
    quoted = set()
    problems = [problem for document in documents() for problem in check_document(document, quoted)]
    for example in sorted((ROOT / "sdk/examples").glob("*/*.cpp")):
        if example not in quoted:
            problems.append(f"{example} is quoted nowhere")
        if len(example.read_text().splitlines()) >= MOST_LINES:
            problems.append(f"{example} has {MOST_LINES} lines or more")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
