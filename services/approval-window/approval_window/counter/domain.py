"""What may a page of the counter do, and what is refused when there is none?"""

from dataclasses import dataclass

from shared.errors import NotFound

TYPES: dict[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

# Nothing comes from anywhere else and nothing goes there; no script stands in the page, and nobody puts it in a frame.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# Asked again each time, and sent again only when it has changed: a clerk never works with half of a new page.
HEADERS: dict[str, str] = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class PageNotFound(NotFound):
    code = "counter.not-found"
    said = "没有这个页面"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of the page; `tag` changes with what is in it."""

    name: str
    media_type: str
    content: bytes
    tag: str
