#!/usr/bin/env python3
"""Finds types of one full name that are defined in several places.

The linker keeps one of their constructors for all, whatever the compiler says about each. Types in
unnamed namespaces and in functions don't count. Forward declarations are no definitions.

    scripts/lib/typenames.py FILE...      prints the names with their places; exit status 1 if any
"""

import collections
import re
import sys

NOT_CODE = re.compile(
    r'R"(?P<mark>\w*)\(.*?\)(?P=mark)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"'
    r"|(?<!\w)'(?:\\.|[^'\\\n])+'|^[ \t]*#[^\n]*(?:\\\n[^\n]*)*", re.S | re.M)
NAMESPACE = re.compile(r"\bnamespace\s*([\w:]*)$")
TYPE = re.compile(r"\b(?:struct|class|union|enum(?:\s+class)?)\s+([\w:]+)\s*(?:final)?\s*(?::[^()]*)?$")


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def definitions(text):
    """Full name and line of each type that other files could mean."""
    text = NOT_CODE.sub(blank, text)
    scopes, begin = [], 0
    for mark in re.finditer(r"[{};]", text):
        head = text[begin:mark.start()].strip()
        begin = mark.end()
        if mark.group() == "{":
            namespace, type_ = NAMESPACE.search(head), TYPE.search(head)
            scope = namespace or type_
            scopes.append((scope.group(1) or None) if scope else None)
            if type_ and None not in scopes:
                yield "::".join(scopes), text.count("\n", 0, mark.start()) + 1
        elif mark.group() == "}" and scopes:
            scopes.pop()


def main(files):
    places = collections.defaultdict(list)
    for file in files:
        with open(file, encoding="utf-8") as stream:
            for name, line in definitions(stream.read()):
                places[name].append(f"{file}:{line}")
    clashes = {name: found for name, found in sorted(places.items()) if len(found) > 1}
    for name, found in clashes.items():
        print(f"{name}: {', '.join(found)}")
    return 1 if clashes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
