"""A contract as the tools get it: read by PyYAML, nothing taken from this project's own reader."""

import copy
from pathlib import Path

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Operation:
    def __init__(self, contract, method, path, value):
        self.contract, self.method, self.path, self.value = contract, method, path, value
        self.id = value["operationId"]

    @property
    def needs_credentials(self):
        return any(self.value["security"])

    @property
    def statuses(self):
        """Those that the contract names; `default` is none."""
        return {int(status) for status in self.value["responses"] if status != "default"}

    def bodies(self):
        """The contract's own examples of a request: the media type, the example's name, its value."""
        content = self.contract.follow(self.value.get("requestBody", {})).get("content", {})
        for media_type, described in content.items():
            for name, example in described["examples"].items():
                yield media_type, name, copy.deepcopy(self.contract.follow(example)["value"])


class Contract:
    def __init__(self, file):
        self.file = Path(file)
        self.document = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        found = [
            Operation(self, method, path, value)
            for path, item in self.document["paths"].items()
            for method, value in item.items()
            if method in METHODS
        ]
        self.operations = {operation.id: operation for operation in found}

    def follow(self, node):
        while "$ref" in node:
            target = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def examples(self):
        """Every example of a body: where it stands, the schema, the value."""
        for operation in self.operations.values():
            described = {"request": operation.value.get("requestBody", {}), **operation.value["responses"]}
            for where, part in described.items():
                for media_type, content in self.follow(part).get("content", {}).items():
                    for name, example in content.get("examples", {}).items():
                        yield f"{operation.id} {where} {name}", content["schema"], self.follow(example)["value"]

    def at(self, base_url):
        """The document with the sandbox as its only server."""
        return {**copy.deepcopy(self.document), "servers": [{"url": base_url}]}
