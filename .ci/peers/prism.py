"""Prism between a client and a sandbox: it holds every exchange against the contract.

Behind it stands one who passes everything on, and who answers a request that bears the header `x-wrecked` with what
was answered last, made wrong. So each operation is also seen with an answer to which Prism must object."""

import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

SECONDS = 30
# A status that no contract has, for an answer that has no body to be made wrong.
WRONG_STATUS = 299
HOP_BY_HOP = {"connection", "content-length", "keep-alive", "transfer-encoding"}
WRECKED = "x-wrecked"
VIOLATIONS = "sl-violations"


# No value of the contracts is a list of lists of lists.
WRONG = [[[7]]]


def wrecked(body, how):
    """A JSON object with the type of its members changed, or its own; None for what is no such object."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    if not isinstance(value, dict) or not value:
        return None
    return json.dumps(WRONG if how == "whole" else {name: WRONG for name in value}).encode()


def handler(upstream):
    last = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            if self.headers.get(WRECKED):
                status, headers, content = last["answer"]
                changed = wrecked(content, self.headers[WRECKED])
                status, content = (WRONG_STATUS, content) if changed is None else (status, changed)
            else:
                headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                got = requests.request(
                    self.command, upstream + self.path, headers=headers, data=body, timeout=SECONDS,
                    allow_redirects=False,
                )
                status, content = got.status_code, got.content
                headers = {name: value for name, value in got.headers.items() if name.lower() not in HOP_BY_HOP}
                last["answer"] = status, headers, content
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer

        def log_message(self, *_):
            """Says nothing."""

    return Handler


class Prism:
    """Started on entering, stopped on leaving. `base_url` is where a client calls."""

    def __init__(self, command, contract, upstream):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(upstream))
        behind = f"http://127.0.0.1:{self.server.server_port}"
        self.command = [command, "proxy", str(contract), behind, "--host", "127.0.0.1", "--port", "0"]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        late = threading.Timer(SECONDS, self.process.kill)
        late.start()
        said = []
        for line in self.process.stdout:
            said.append(line)
            found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line)
            if found:
                self.base_url = found[1]
                break
        else:
            raise SystemExit(f"error: Prism did not start: {' '.join(self.command)}\n{''.join(said)}")
        late.cancel()
        # It writes a line for each exchange, and would wait for a reader.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.server.shutdown()


class Judge:
    """Sends requests through Prism, and says what it finds."""

    def __init__(self, prism):
        self.prism, self.session = prism, requests.Session()

    def send(self, prepared, base_url):
        """The answer, and Prism's objections to the exchange."""
        answer = self.session.send(self.through(prepared, base_url), timeout=SECONDS, allow_redirects=False)
        return answer, self.objections(answer)

    def notices_a_wrong_answer(self, prepared, base_url):
        """Whether Prism objects when the answer to the same request is made wrong: in its members, or if the
        contract names none, as a whole."""
        again = self.through(prepared, base_url)
        for how in ("members", "whole"):
            again.headers[WRECKED] = how
            if self.objections(self.session.send(again, timeout=SECONDS, allow_redirects=False)):
                return True
        return False

    def through(self, prepared, base_url):
        sent = prepared.copy()
        sent.url = self.prism.base_url + prepared.url.removeprefix(base_url)
        return sent

    @staticmethod
    def objections(answer):
        """Errors alone; Prism also tells hints."""
        found = json.loads(answer.headers.get(VIOLATIONS, "[]"))
        return [
            f"{'/'.join(map(str, violation['location']))}: {violation['message']}"[:300]
            for violation in found
            if violation["severity"] == "Error"
        ]
