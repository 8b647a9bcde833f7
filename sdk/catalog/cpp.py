"""Pieces of C++."""
import re
import textwrap

MADE = "// Made by sdk/catalog/generate; do not edit."
WIDTH = 120
# Of C++20 and the macros and names that generated members must not hide.
RESERVED = set("""
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
    requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw
    true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
    fields visit event_type event_version self
""".split())


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def identifier(name):
    """The name itself; a word of the language gets a trailing underscore."""
    return name + "_" if name in RESERVED else name


def same_tokens(left, right):
    """True if the texts differ at most in what clang-format decides: the space between tokens."""
    squeezed = lambda text: re.sub(r'("(?:\\.|[^"\\])*"|//[^\n]*)|(?:\s|\\\n)+', lambda found: found[1] or "", text)
    return squeezed(left) == squeezed(right)


def struct_name(record):
    return f"{record['type'].replace('.', '_')}_v{record['version']}"


def comment(text, indent):
    """Lines of `///`."""
    return textwrap.wrap(text, WIDTH, initial_indent=f"{indent}/// ", subsequent_indent=f"{indent}/// ",
                         break_long_words=False, break_on_hyphens=False)


def documented(members, indent):
    """Declarations with their notes: behind the declaration where that fits, else above it."""
    lines = []
    run = []

    def flush():
        column = max((len(declaration) for declaration, _ in run), default=0)
        lines.extend(f"{declaration.ljust(column)} ///< {note}" for declaration, note in run)
        run.clear()

    for declaration, note in members:
        text = indent + declaration
        if note and len(text) + len(note) + 6 <= WIDTH:
            column = max([len(text), *(len(one) for one, _ in run)])
            if any(column + 6 + len(one) > WIDTH for _, one in [*run, (text, note)]):
                flush()
                lines += [*comment(note, indent), text]
            else:
                run.append((text, note))
            continue
        flush()
        lines += comment(note, indent) if note else []
        lines.append(text)
    flush()
    return lines
