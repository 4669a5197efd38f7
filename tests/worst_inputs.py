"""Texts that make a badly written pattern run away, and every pattern of the product to feed them to.

A pattern that needs time in the square of its input is a way to freeze the site with one form. So no list
of patterns is kept by hand: whatever is compiled in a module, hidden in a closure or a table, or written
into a call of `re`, is found here.
"""

import ast
import importlib
import re
import signal
import time
import types
from collections import deque
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from re import _compiler, _constants, _parser

ROOT = Path(__file__).parent.parent
ROOMS = ("psychly", "providers", "articles", "listings")
#: Calls of `re` whose first argument is a pattern.
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
MATCHES = frozenset({"match", "fullmatch"})
CALLS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})

# --- How the cost grows -------------------------------------------------------------------------------

SHORT, LONG = 1_500, 12_000  # characters
#: How much more the long text may cost: 8 times is linear, 64 times is quadratic.
GROWTH = 24
#: Seconds for the short text below which it is not asked how the cost grows: a pattern that is quadratic and
#: needs no more is done with 10,000 characters in 15 ms.
QUICK = 0.000_3
#: Seconds after which the cost of a text is no longer waited for.
ENOUGH = 4.0


class _Late(Exception):
    pass


def _ring(*_args):
    raise _Late


def cost(run, text):
    """Seconds of the processor that this thread needs to run something on a text, at most about ENOUGH."""
    before = signal.signal(signal.SIGVTALRM, _ring)
    start = time.thread_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH)
    try:
        run(text)
    except _Late:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.thread_time() - start


def runs_away(run, text):
    """Whether the cost of a text grows faster than the text.

    Counted by the work of this thread, the least of several turns, as a ratio to a shorter text.
    """
    short = cost(run, text(SHORT))
    if short >= 0.9 * ENOUGH:
        return True
    if short < QUICK or cost(run, text(LONG)) < min(short * GROWTH / 2, 0.9 * ENOUGH):
        return False
    long = min(cost(run, text(LONG)) for _turn in range(3))
    short = min(cost(run, text(SHORT)) for _turn in range(5))
    return long > GROWTH * short or long >= 0.9 * ENOUGH


# --- How dear it is, whatever its growth ---------------------------------------------------------------

#: How many times as long as a plain pattern something may take for a text: some 20 ms for 10,000 characters.
DEAR = 60
_PLAIN = re.compile(r"\b(?:cures?|heals?|guarantee[sd]?)\b", re.I)


def dear(run, texts):
    """Those of some texts, of the two that cost most, that cost too many times what a plain pattern costs."""
    dearest = sorted(texts, key=lambda text: -cost(run, text(SHORT)))[:2]
    return [f"{text.name}: {times:.0f}" for text in dearest if (times := times_plain(run, text(LONG))) > DEAR]


def times_plain(run, text):
    """How many times as long something takes for a text as a plain pattern takes for one of its length.

    Both are the least of turns that alternate, so that other work on the machine slows both.
    """
    own, plain = [], []
    for _turn in range(6):
        own.append(cost(run, text))
        plain.append(cost(lambda seen: deque(_PLAIN.finditer(seen), 0), ("a-" * len(text))[: len(text)]))
        if own[-1] < DEAR / 3 * plain[-1]:
            break
    return min(own) / min(plain)


# --- Every pattern ------------------------------------------------------------------------------------


def modules():
    """Every module of the product that a request, a task or a command runs, by name."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in _paths()]
    return [importlib.import_module(name.removesuffix(".__init__")) for name in names]


def _paths():
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return [path for path in paths if "migrations" not in path.parts]


@dataclass(frozen=True)
class Use:
    """A pattern, and whether it is looked for from every place of a text or tried at its beginning alone."""

    name: str
    pattern: re.Pattern
    searches: bool
    matches: bool

    def run(self, text):
        """Do with a text what the product does with it."""
        if self.searches:
            deque(self.pattern.finditer(text), 0)
        if self.matches:
            self.pattern.match(text)
            self.pattern.fullmatch(text)


def uses():
    """Every pattern of the product, once, with what is done with it."""
    found = {}
    for module in modules():
        for pattern, how in _patterns(module):
            key = pattern.pattern, pattern.flags
            known = found[key][2] if key in found else set()
            found[key] = module.__name__, pattern, known | how
    return [
        Use(f"{home} {p.pattern!r:.60}", p, bool((how or CALLS) - MATCHES), bool((how or CALLS) & MATCHES))
        for home, p, how in found.values()
    ]


def use_of(pattern):
    """One pattern that is looked for and matched."""
    return Use(pattern, re.compile(pattern), searches=True, matches=True)


def _patterns(module):
    """Pairs of a pattern and the methods that are called on it; all, of one that has no name."""
    for call in _calls(module):
        value = _value(call.func.value, module)
        if isinstance(value, re.Pattern):
            yield value, {call.func.attr}
        elif value is re and isinstance(pattern := _value(call.args[0], module), str):
            yield re.compile(pattern, _flags(call, module)), {call.func.attr} - {"compile"}
    own = _reachable(vars(module), module.__name__)
    named = {id(value) for value in vars(module).values() if isinstance(value, re.Pattern)}
    yield from ((pattern, set() if id(pattern) in named else set(CALLS)) for pattern in own)


def _calls(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CALLS
        and node.args
    ]


def _value(node, module):
    """What an expression means in its module; None when only a call knows."""
    try:
        return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))
    except Exception:  # a name inside of a function
        return None


def _flags(call, module):
    at = 2 if call.func.attr in ("match", "fullmatch", "search", "findall", "finditer") else 1
    given = [word.value for word in call.keywords if word.arg == "flags"]
    given += call.args[at:] if call.func.attr not in ("sub", "subn", "split") else []
    return _value(given[0], module) if given else 0


def hidden_patterns():
    """Calls of `re` with a pattern that only a call knows, in functions that run after the start.

    What a function compiles that is called while its module is read ends in the module, and is found there.
    """
    found = []
    for module in modules():
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        inside = {
            id(node) for outer in ast.walk(tree) if isinstance(outer, FUNCTIONS) for node in ast.walk(outer)
        }
        late = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and id(node) in inside
        }
        at_start = {
            id(n) for f in tree.body if isinstance(f, FUNCTIONS) and f.name not in late for n in ast.walk(f)
        }
        for call in _calls(module):
            is_of_re = getattr(call.func.value, "id", "") == "re"
            is_early = call.func.attr == "compile" and (id(call) not in inside or id(call) in at_start)
            if is_of_re and not is_early and _value(call.args[0], module) is None:
                found.append(f"{module.__name__}:{call.lineno}")
    return found


def _reachable(value, home, seen=None):
    """Patterns in a namespace, in its tables, its dataclasses and the closures of its functions."""
    seen = {} if seen is None else seen  # keeps what it has seen, so that no number is given out twice
    if id(value) in seen:
        return
    seen[id(value)] = value
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        inner = list(value.values())
        yield from (hit for item in inner for hit in _reachable(item, home, seen))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from (hit for item in value for hit in _reachable(item, home, seen))
    elif isinstance(value, types.FunctionType) and value.__module__ == home:
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        yield from _reachable([*cells, *(value.__defaults__ or ())], home, seen)
    elif isinstance(value, type) and value.__module__ == home:
        yield from _reachable(dict(vars(value)), home, seen)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _reachable([getattr(value, f.name, None) for f in fields(value)], home, seen)


# --- Texts --------------------------------------------------------------------------------------------

#: What is repeated. The first lines are the attacks that were tried on the running site.
UNITS = [
    "a-", "212-", "no cure ", "a", "A", "1", " ", "-", ".", ",", "@", "[", "]", "(", ")", "{", "}", "<",
    ">", "*", "_", "`", "\"", "'", "’", "\\", "/", "#", "$", "%", "&", "~", "^", ":", ";", "?", "!", "\n",
    "\t", "\r\n", "é", "e\u0301", "\u0301", "\u200b", "\xa0", "ß", "İ", "\uff11", "\u3002", "\u4e2d",
    "\U0001f600", "1 ", "1-", "1.", "1,", "(1", "1a", "a1", "a.", "a,", "a ", "A ", "Aa ", "a@", "@a",
    "@a.", "[@", "[@a", "[@a]", "[a](", "![", "[^", "](", "**a", "*a", "_a", "``", "`a", "<a", "<a>",
    "</a>", "<!--", "&a;", ":::", ":::care\n", "::: ", "- ", "> ", "# ", "|", "a|", "| a ", "|-", "(a",
    "{a", "\"a", "'a ", "a'", "“", "”", "--", "- a\n", "1. a\n", "a\n", "\na", "a b ", "a dot ", "a at ",
    "at ", "dot ", "five ", "five, ", "oh ", "O", "I", "O1", "5 ", "512 ", "512.", "(512) ", "+1 ", "+1",
    "1 1 ", "1 a ", "12 Oak ", "12 Oak Hill ", "1 N ", "1 N. ", "12th ", "Suite ", "Suite 1", "Austin, TX ",
    "Austin, TX 7870", "P.O. Box ", "corner of ", "call ", "call 555-", "since ", "no ", "not ", "never ",
    "but ", "cure ", "we offer ", "offer ", "we offer MDMA ", "MDMA ", "offer psilocybin ", "for ",
    "for a ", "FDA-approved ", "FDA approved ketamine ", "ketamine ", "ketamine and ", "without ",
    "nothing works ", "nothing helps ", "the best ", "the best a ", "guaranteed ", "9 out of ten ",
    "harmless ", "esketamine ", "home ", "free of ", "most people ", "? No. ", "A? ", "a. A", "10.1000/",
    "10.1000/a", "doi:", "https://", "https://a", "http", "www.", "PMID ", "et al., ", "A., ", "A. ",
    "A. B. ", "Aa A, ", "Aa, A. ", "Aa, A. A., & ", "(2020). ", "(2020", "2020;", "2020;1(1):1-", "2020 ",
    "pp. 1-", "1–", "ed. ", "(ed. ", "and ", "& ", "van ", "de la ", "Jr., ", "§ ", "§§ ", "U.S. ", "No. ",
    "vol. ", "U.S.C. ", "{\\'e}", "\\'", "$a", "$$", "_{", "^{", "\\alpha ", "\\em ", "{\\em ",
    "@article{a,", "@a{", "a = {", "a = ", "a # ", "# a ", "TY  - ", "TY  - JOUR\n", "AU  - a\n", "{\"",
    "{\"a\":", "[{", "\"id\": \"", "<i>", "</i>", "<sup>", "<p>", "<li>", "<h2>", "class=\"cite\">",
    "<sup class=\"cite\">", "Mc", "O'", "near ", "in ", "county ", " co", "city of ", "borough ", "(a) ",
    "30.1,", "30.1 -97.1 ", "-97.", "1e", "78701 ", "78701-", "0", "o", "l",
]  # fmt: skip


def texts(pattern):
    """Functions from a length to a text of that length: general ones, and some made from the pattern."""
    yield from general()
    seen = set()
    for start, pump in _pumps(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        for text in ((start, pump), ("", start + pump), ("", start + pump * 3 + " "), ("", pump + start)):
            if text[1] and text not in seen:
                seen.add(text)
                yield from (_repeat(*text, end) for end in ("", "\x00"))


def costliest(run, count=20):
    """Those of the general texts that cost most, for what is too slow to be asked how each of them grows."""
    return sorted(general(), key=lambda text: -cost(run, text(SHORT)))[:count]


def general():
    """Functions from a length to a text of that length, for whatever reads texts."""
    return [repeating(unit) for unit in UNITS]


def repeating(unit):
    """A function from a length to a text of that length that repeats a unit."""
    return _repeat("", unit, "\x00")


def _repeat(start, unit, end):
    def text(length):
        return start + unit * max(1, (length - len(start)) // len(unit)) + end

    text.name = f"{start[:30]!r} {unit[:40]!r} {end!r}"
    return text


def _pumps(parsed, before=""):
    """Pairs of a text that leads to a repetition of a pattern and one that is repeated in it."""
    for code, value in parsed:
        if code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            _low, high, body = value
            if high > 3:
                yield from ((before, sample) for sample in _samples(body))
            yield from _pumps(body, before)
        elif code is _constants.SUBPATTERN:
            yield from _pumps(value[3], before)
        elif code is _constants.ATOMIC_GROUP:
            yield from _pumps(value, before)
        elif code is _constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif code in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _pumps(value[1], before)
        before += _sample([(code, value)])


def _samples(body):
    """A few texts that a repeated part of a pattern takes."""
    body = list(body)
    if len(body) == 1 and body[0][0] in (_constants.IN, _constants.NOT_LITERAL, _constants.ANY):
        taken = [c for c in " a1-.A@\n(,\"'" if _takes(body, c)]
        return taken[:4] or [_sample(body)]
    return [_sample(body)]


def _takes(body, char):
    state = _parser.State()
    state.str = ""
    try:
        return bool(_compiler.compile(_parser.SubPattern(state, body)).fullmatch(char))
    except Exception:
        return False


def _sample(nodes):
    """One short text that a part of a pattern takes."""
    out = ""
    for code, value in nodes:
        if code is _constants.LITERAL:
            out += chr(value)
        elif code is _constants.NOT_LITERAL:
            out += "a" if value != ord("a") else "b"
        elif code is _constants.ANY:
            out += "a"
        elif code is _constants.IN:
            out += next((c for c in "a1 -.A@(,[{\"'’–§…" if _in(value, c)), "~")
        elif code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            out += _sample(value[2]) * max(1, min(value[0], 10))
        elif code is _constants.SUBPATTERN:
            out += _sample(value[3])
        elif code is _constants.ATOMIC_GROUP:
            out += _sample(value)
        elif code is _constants.BRANCH:
            out += _sample(value[1][0])
    return out


def _in(items, char):
    return _takes([(_constants.IN, items)], char)
