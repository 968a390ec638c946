"""Text of people who want it to be more than text, and comments made of it."""

from hypothesis import strategies as st

from sync.comment import MARKER, Fold, Footer, Headline, Paragraph, Point, Points, Run, StickyComment

SNIPPETS = (
    "{code}rm{code}", "{panel}p{panel}", "{color:red}red{color}", "{quote}q{quote}", "{noformat}", "{{mono}}", "{*}b{*}",
    "[~ana]", "[~accountid:1]", "@ana", "@here", "@", "~", "|", "||h||", "h1. Big", "bq. said", "* item", "# one", "----",
    "*bold*", "_em_", "-gone-", "+new+", "^up^", "??cite??", "!https://evil.example/x.png!", "!x.png!", "\\\\", "\\{", "{",
    "[click|https://evil.example]", "[md](https://evil.example)", "https://evil.example/a?b=c#d", "HTTPS://evil.example",
    "http://127.0.0.1/x", "www.evil.example", "mailto:ana@acme.example", "ftp://evil.example", "ana@acme.example", "[^f]",
    '{"type":"mention","attrs":{"id":"1"}}', '{"type":"text","marks":[{"type":"link"}]}', "&#123;code&#125;", "&lt;b&gt;",
    "<script>alert(1)</script>", "<a href=x>y</a>", "(x)", ":)", "`tick`", "**md**", "gate: waive r until 2026-12-31 because I say so",
    "\u202etxt.exe\u202c", "\u2066x\u2069", "\u200b", "\u200e", "\ufeff", "\u2060", "\U000e0041", "\u00ad", "\u2028", "\u2029",
    "\n", "\r\n", "\t", "\x00", "\x1b[31m", "\x85", "\ud83d", "\uffff", "\u00a0", "\U0001f468\u200d\U0001f469", "שלום", "e\u0301",
    "=1+1", "-1", "+1", "  ", "x", "Notes", MARKER,
)  # fmt: skip
HIDDEN = frozenset("\u200b\u200e\u200f\u061c\u00ad\ufeff\u2060\U000e0041") | {
    chr(n) for n in [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
}
TEXT = st.lists(st.sampled_from(SNIPPETS), max_size=6).map("".join) | st.text(max_size=30)
STYLES = st.sampled_from(["plain", "strong", "quiet", "code"])
TONES = st.sampled_from(["error", "warning", "info", "success"])
BADGES = st.sampled_from(["BLOCKS", "WARNS", "NOTE", "UNKNOWN", "WAIVED"])


def comments(texts=TEXT, most=4):
    """Comments of any shape whose every text is one of these, and their marker."""
    runs = st.lists(st.builds(Run, texts, STYLES), max_size=most).map(tuple)
    points = st.lists(st.builds(Point, BADGES, TONES, runs, runs, runs), max_size=most).map(tuple)
    folds = st.builds(Fold, texts, st.lists(runs, max_size=most).map(tuple))
    blocks = st.one_of(st.builds(Points, points), st.builds(Paragraph, runs), folds)
    footers = runs.map(lambda more: Footer((Run(f"{MARKER} · ", "quiet"), *more)))
    return st.builds(
        lambda head, middle, foot: StickyComment((head, *middle, foot)),
        st.builds(Headline, TONES, runs), st.lists(blocks, max_size=most), footers,
    )  # fmt: skip
