"""A record on Zenodo in miniature, for the tests: files with ranges, and what can go wrong.

usage: record-server.py FOLDER LOG; prints its port. In FOLDER, FILE.cut holds a number: the next
answer that carries FILE ends after so many bytes. FILE.busy: the next answer is 503. FILE.whole:
ranges are ignored.
"""

import http.server
import os
import re
import sys

folder, log = sys.argv[1:]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = folder + self.path.split("?")[0]
        with open(log, "a") as lines:
            lines.write(f"{self.path} {self.headers.get('Range', '-')}\n")
        if self.taken(path + ".busy") is not None:
            return self.refuse(503)
        if not os.path.isfile(path):
            return self.refuse(404)
        with open(path, "rb") as file:
            data = file.read()
        start = self.start(path)
        if start >= len(data) and start > 0:
            return self.refuse(416)
        cut = self.taken(path + ".cut")
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[start : int(cut)] if cut else data[start:])
        self.close_connection = True

    def start(self, path):
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(wanted[1]) if wanted and not os.path.exists(path + ".whole") else 0

    def refuse(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    @staticmethod
    def taken(path):
        """What a file says, once."""
        if not os.path.exists(path):
            return None
        with open(path) as file:
            text = file.read()
        os.remove(path)
        return text

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
