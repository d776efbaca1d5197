"""Calls to a sandbox, each request and each answer judged by openapi-core."""

import requests
from openapi_core import Config, OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

SECONDS = 10


def without_hints(node):
    """A schema without `discriminator`: a hint that changes no verdict, but this tool demands texts where ours has
    whole numbers. OpenAPI leaves it to tools whether they take numbers."""
    if isinstance(node, dict):
        return {name: without_hints(value) for name, value in node.items() if name != "discriminator"}
    if isinstance(node, list):
        return [without_hints(item) for item in node]
    return node


def text_or_bytes(value, **_):
    """A part of a form whose type stands behind a reference: the tool takes it for bytes, OpenAPI for text."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def reasons(errors):
    """What the tool says, with the schema's own complaints that it keeps inside."""
    for error in errors:
        inner = getattr(error.__cause__, "schema_errors", None) or getattr(error, "schema_errors", None)
        if inner:
            for fault in inner:
                yield f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"[:300]
        else:
            yield f"{type(error).__name__}: {error}"[:300]


class Conversation:
    def __init__(self, contract, base_url, tally, prism=None):
        self.contract, self.base_url, self.tally, self.prism = contract, base_url, tally, prism
        config = Config(extra_media_type_deserializers={"application/octet-stream": text_or_bytes})
        self.judge = OpenAPI.from_dict(without_hints(contract.at(base_url)), config=config)
        self.session = requests.Session()

    def call(
        self, operation_id, expect=200, *,
        path=None, query=None, headers=None, body=None, incomplete=False, hindered=False, drifting=False,
    ):
        """Sends one request and returns the answer.

        `body` is a media type and a value. `incomplete` means that the contract does not allow the request, so that
        the tool must object to it. `hindered` means that the answer is one of those that the contract leaves to
        `default`. `drifting` means that the answer is not what the contract says, so that the tool must object to it."""
        operation = self.contract.operations[operation_id]
        request = requests.Request(
            operation.method.upper(), self.base_url + operation.path.format(**path or {}), params=query,
            headers=headers, **payload(body),
        )
        prepared = self.session.prepare_request(request)
        self.forget()
        if self.prism:
            answer, by_prism = self.prism.send(prepared, self.base_url)
        else:
            answer, by_prism = self.session.send(prepared, timeout=SECONDS, allow_redirects=False), []
        noted = self.noted()
        asked = RequestsOpenAPIRequest(prepared)
        objections = list(reasons(self.judge.iter_request_errors(asked)))
        if incomplete:
            faults = [] if objections else ["request: allowed, although it lacks something"]
            faults += [] if noted["violations"] or noted["new_values"] else ["request: no violation for the sandbox"]
        else:
            faults = [f"request: {objection}" for objection in objections]
            faults += [f"request: violation for the sandbox: {violation}" for violation in noted["violations"]]
        objections = list(reasons(self.judge.iter_response_errors(asked, RequestsOpenAPIResponse(answer))))
        if drifting:
            faults += [] if objections else ["answer: allowed, although it drifts"]
        else:
            faults += [f"answer {answer.status_code}: {objection}" for objection in objections]
        if by_prism and not (incomplete or drifting):
            faults += [f"Prism: {objection}" for objection in by_prism]
        # Every other answer is an error, of which Prism is not asked.
        if self.prism and answer.ok and not drifting and not self.prism.notices_a_wrong_answer(prepared, self.base_url):
            faults.append("Prism: no objection to a wrong answer")
        if answer.status_code != expect:
            faults.append(f"answer {answer.status_code}: {expect} was expected: {answer.text[:200]}")
        if (answer.status_code in operation.statuses) == hindered:
            faults.append(f"answer {answer.status_code}: the contract {'names' if hindered else 'does not name'} it")
        self.tally.met(operation_id, faults, answer.ok and not drifting)
        return answer

    def forget(self):
        """Empties the sandbox's journal."""
        self.session.delete(f"{self.base_url}/__sandbox/journal", timeout=SECONDS).raise_for_status()

    def noted(self):
        """What the sandbox found out about the last request; its verdict is to be that of the tools."""
        answer = self.session.get(f"{self.base_url}/__sandbox/journal", timeout=SECONDS)
        return answer.json()["exchanges"][-1]["request"]

    def scenario(self, user, name):
        """Chooses what happens to a user; None for what is usual."""
        url = f"{self.base_url}/__sandbox/scenario/{user}"
        if name is None:
            self.session.delete(url, timeout=SECONDS).raise_for_status()
        else:
            self.session.put(url, json={"scenario": name}, timeout=SECONDS).raise_for_status()


def payload(body):
    """A body as `requests` wants it: JSON, or a form."""
    if body is None:
        return {}
    media_type, value = body
    if media_type == "multipart/form-data":
        # A pair without a file name is a field.
        return {"files": {name: part if isinstance(part, tuple) else (None, part) for name, part in value.items()}}
    if media_type == "application/x-www-form-urlencoded":
        return {"data": value}
    return {"json": value, "auth": lambda request: typed(request, media_type)}


def typed(request, media_type):
    """The media type as the contract spells it, which `requests` would not."""
    request.headers["Content-Type"] = media_type
    return request
