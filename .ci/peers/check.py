"""Runs both contracts, and the sandboxes made from them, through tools that this project has no part in.

Usage: check.py <path of the `contract` binary> <folder of the tools from npm>, in the repository's root. Exit
status 1 if anything deviates.
"""

import signal
import sys
from importlib.metadata import version

from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from alice import Alice
from awareid import AwareId
from contract import Contract
from conversation import without_hints
from npm import Npm
from prism import Judge, Prism
from properties import Properties
from sandbox import Sandbox
from tally import Tally

# Requests that are made up for each operation, of the right and of the wrong kind each.
EXAMPLES = 25
VENDORS = [
    # AwareID's servers, and so its sandbox, answer mistakes of the caller with 500.
    ("Alice", "alice", Alice, {"mistakes_are_server_errors": False}),
    ("AwareID", "awareid", AwareId, {"mistakes_are_server_errors": True}),
]


def document_faults(contract):
    return [f"{contract.file}: {error.message}"[:300] for error in OpenAPIV30SpecValidator(contract.document).iter_errors()]


def example_faults(contract):
    """What the schemas object to in the contract's own examples, and how many examples there are."""
    faults, seen = [], set()
    components = without_hints(contract.document["components"])
    for where, schema, value in contract.examples():
        if id(value) in seen:
            continue
        seen.add(id(value))
        judge = OAS30Validator({"allOf": [without_hints(schema)], "components": components})
        faults += [f"{where}: {error.json_path}: {error.message}"[:300] for error in judge.iter_errors(value)]
    return faults, len(seen)


def report(faults):
    for fault in dict.fromkeys(faults):
        print(f"  deviation: {fault}")
    return len(faults)


def check(binary, npm, title, vendor, flow, settings):
    """Prints what was found about one vendor; whether there is nothing wrong."""
    contract = Contract(f"specs/{vendor}.yaml")
    print(f"{title}: {contract.file}, {len(contract.operations)} operations")
    wrong = report(document_faults(contract))
    print(f"  openapi-spec-validator {version('openapi-spec-validator')}: a document of OpenAPI 3.0, {wrong} deviations")
    faults, count = example_faults(contract)
    wrong += report(faults)
    print(f"  openapi-schema-validator {version('openapi-schema-validator')}: {count} examples, {len(faults)} deviations")
    for name, said, faults in npm.faults(contract.file):
        wrong += report(faults)
        print(f"  {name} {npm.version(name)}: {said}, {len(faults)} deviations")
    with Sandbox(binary, vendor) as sandbox:
        said, made_up = Tally(), Tally()
        talk = flow(contract, sandbox, said)
        talk.run()
        Properties(talk, made_up, examples=EXAMPLES, **settings).run()
    with Sandbox(binary, vendor) as sandbox:
        with Prism(npm.program("prism"), contract.file, sandbox.facts["base URL"]) as prism:
            seen = Tally()
            flow(contract, sandbox, seen, Judge(prism)).run()
    missing = set()
    for tool, number, what, tally in (
        ("openapi-core", version("openapi-core"), "requests and their responses", said),
        ("schemathesis", version("schemathesis"), "requests made up, and their responses", made_up),
        ("prism", npm.version("prism"), "requests and their responses, and wrong responses to each noticed", seen),
    ):
        wrong += report(tally.deviations)
        missing |= contract.operations.keys() - tally.covered
        print(
            f"  {tool} {number}: {len(tally.covered)} of {len(contract.operations)} operations,"
            f" {tally.sent} {what}, {len(tally.deviations)} deviations"
        )
    for operation in sorted(missing):
        print(f"  not covered: {operation}")
    return not wrong and not missing


def main(binary, packages):
    # So that a sandbox is stopped whatever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("error: told to end"))
    sys.stdout.reconfigure(line_buffering=True)
    npm = Npm(packages)
    results = [check(binary, npm, *vendor) for vendor in VENDORS]
    if not all(results):
        sys.exit("error: the independent tools found deviations")
    print("No deviation.")


if __name__ == "__main__":
    main(*sys.argv[1:])
