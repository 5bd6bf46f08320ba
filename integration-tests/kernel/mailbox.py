#!/usr/bin/env python3
"""A mailbox and a metadata service for one appliance, over a folder.

usage: mailbox.py ADDRESS PORT FOLDER
Objects are files of FOLDER at /mailbox/<object>; the machine is called kernel-test_0.
"""
import hashlib
import http.server
import json
import pathlib
import sys

address, port, folder = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/metadata/instance":
            self.answer(200, json.dumps({"compute": {"name": "kernel-test_0"}}).encode())
        elif path == "/metadata/identity/oauth2/token":
            self.answer(200, json.dumps({"access_token": "t", "expires_in": "3600"}).encode())
        elif self.headers.get("Authorization") != "Bearer t":
            self.answer(401)
        else:
            file = folder / path.removeprefix("/mailbox/")
            if not file.is_file():
                self.answer(404)
                return
            body = file.read_bytes()
            etag = '"%s"' % hashlib.sha256(body).hexdigest()
            if self.headers.get("If-None-Match") == etag:
                self.answer(304)
            else:
                self.answer(200, body, [("ETag", etag)])

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        file = folder / self.path.removeprefix("/mailbox/")
        file.parent.mkdir(parents=True, exist_ok=True)
        # A reader must never meet half an object
        part = file.with_name(file.name + ".part")
        part.write_bytes(body)
        part.rename(file)
        self.answer(201)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer((address, port), Handler).serve_forever()
