"""Requests that Schemathesis makes up out of a contract, and its checks of the answers."""

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

SEED = 20_210_720
CHECKS = [
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
]
SECONDS = 10


class Properties:
    """`vendor.opening(operation, number)` gives what opens the operation: headers, and values for the path and the
    body that name something in the sandbox. Every other request gets the values, the rest keep what is made up."""

    def __init__(self, vendor, tally, *, examples, mistakes_are_server_errors):
        self.vendor, self.tally, self.examples = vendor, tally, examples
        self.talk = vendor.talk
        self.schema = schemathesis.openapi.from_dict(self.talk.contract.at(self.talk.base_url))
        self.checks = CHECKS if mistakes_are_server_errors else [*CHECKS, not_a_server_error]

    def run(self):
        # A name that is made up may be that of a scenario; none is wanted here.
        self.talk.scenario("*", "live")
        for found in self.schema.get_all_operations():
            operation = found.ok()
            self.vary(operation, GenerationMode.POSITIVE)
            if operation.body or list(operation.iter_parameters()):
                self.vary(operation, GenerationMode.NEGATIVE)

    def vary(self, operation, mode):
        numbers = iter(range(10 * self.examples))

        @hypothesis.seed(SEED)
        @settings(
            max_examples=self.examples, phases=[Phase.generate], database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def test(case):
            self.send(case, next(numbers), mode)

        test()

    def send(self, case, number, mode):
        operation = self.talk.contract.operations[case.operation.definition.raw["operationId"]]
        headers, path, body = self.vendor.opening(operation.id, number)
        allowed = mode == GenerationMode.POSITIVE
        if number % 2 == 0 and allowed:
            case.path_parameters.update({name: text for name, text in path.items() if name in case.path_parameters})
            if isinstance(case.body, dict):
                case.body.update({name: text for name, text in body.items() if name in case.body})
        if isinstance(case.body, dict) and case.media_type == "multipart/form-data":
            # It would write control characters into a part's header, which HTTP does not allow.
            case.body = {name: value for name, value in case.body.items() if name.isprintable()}
        self.talk.forget()
        answer = case.call(
            self.talk.base_url, self.talk.session, headers, timeout=SECONDS, allow_redirects=False, stream=False
        )
        noted = self.talk.noted()
        faults = []
        try:
            case.validate_response(answer, checks=self.checks)
        except schemathesis.errors.FailureGroup as failures:
            faults += [f"{failure.title}: {failure.message}"[:300] for failure in failures.exceptions]
        if allowed:
            # An answer that the contract leaves to `default` is for those who break it.
            if answer.status_code not in operation.statuses:
                faults.append(f"the contract does not name it: {answer.content[:200]}")
            faults += [f"violation for the sandbox: {violation}" for violation in noted["violations"]]
        elif wrong_body(case) and not noted["violations"] and not noted["new_values"]:
            faults.append(f"no violation for the sandbox: {answer.request.body[:200]}")
        faults = [f"made up, {mode.value}: answer {answer.status_code}: {fault}" for fault in faults]
        self.tally.met(operation.id, faults, answer.status_code < 400)


def wrong_body(case):
    """Whether the body is what the contract does not allow. Not looked at: credentials, for they are replaced by those
    that open the operation, and multipart forms and queries, in which much that is made wrong becomes right as text."""
    body = case.meta.components.get(ParameterLocation.BODY)
    return body is not None and body.mode == GenerationMode.NEGATIVE and case.media_type != "multipart/form-data"
