"""What is the least that the supervisor takes for a service? It answers on its port, and dies when told."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/crash":
            os._exit(3)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
