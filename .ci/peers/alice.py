"""Alice: every operation, with every example of a request that the contract has."""

from conversation import Conversation

SELFIE = ("selfie.mp4", bytes(range(256)), "video/mp4")
REPORT_VERSIONS = (None, "0", "1", "default")


class Alice:
    def __init__(self, contract, sandbox, tally, prism=None):
        self.api_key = {"apikey": sandbox.facts["API key"]}
        self.talk = Conversation(contract, sandbox.facts["base URL"], tally, prism)
        self.contract = contract

    def bearer(self, operation, **arguments):
        """The header for the token that a token operation gives."""
        return {"Authorization": f"Bearer {self.talk.call(operation, **arguments).json()['token']}"}

    def tokens(self):
        self.login = self.bearer("get_login_token", headers=self.api_key)
        self.backend = self.bearer("get_backend_token", headers=self.login)

    def user(self, body=None):
        """A new user, with what opens the calls about the user."""
        user_id = self.talk.call("create_user", headers=self.backend, body=body).json()["user_id"]
        path = {"user_id": user_id}
        return (
            user_id,
            self.bearer("get_backend_token_for_user", path=path, headers=self.login),
            self.bearer("get_user_token", path=path, headers=self.login),
        )

    def bodies(self, operation, video=SELFIE):
        for media_type, _, value in self.contract.operations[operation].bodies():
            if "video" in value:
                value["video"] = video
            yield media_type, value

    def opening(self, operation, number):
        """What opens an operation: headers, values for the path, values for the body."""
        match operation:
            case "healthcheck":
                return {}, {}, {}
            case "get_login_token":
                return self.api_key, {}, {}
            case "create_user":
                return self.backend, {}, {}
        # A user can be deleted once and sends only so many selfies.
        if operation == "delete_user" or number % 20 == 0:
            self.current = self.user()
            self.talk.call("authorize_user", headers=self.current[1])
            body = next(self.bodies("authenticate_user"))
            attempt = self.talk.call("authenticate_user", headers=self.current[2], body=body)
            self.attempt_id = attempt.json()["authentication_id"]
        user_id, backend, device = self.current
        if operation in ("void_selfie", "delete_selfie"):
            self.talk.call("add_selfie", headers=device, body=next(self.bodies("add_selfie")))
        path = {"user_id": user_id, "authentication_id": self.attempt_id}
        schemes = {scheme for any_of in self.contract.operations[operation].value["security"] for scheme in any_of}
        headers = {"loginToken": self.login, "backendToken": self.backend, "backendTokenWithUserId": backend,
                   "userToken": device}
        return headers[schemes.pop()], path, {}

    def run(self):
        self.talk.call("healthcheck")
        self.tokens()
        bodies = [None, *self.bodies("create_user")]
        for user in [self.user(body) for body in bodies]:
            self.look(*user)
            self.enrol(*user)
            self.look(*user)
            self.log_in(*user)
            self.end(*user)
        self.refusals()
        self.scenarios()

    def look(self, _, backend, device):
        self.talk.call("get_user_status", headers=device)
        for python in ({}, {"Alice-User-Agent": "onboarding-python/5.1.2"}):
            for version in REPORT_VERSIONS:
                wanted = {"Alice-Report-Version": version} if version else {}
                self.talk.call("get_report", headers={**backend, **python, **wanted})

    def enrol(self, _, backend, device):
        for remove in ("void_selfie", "delete_selfie"):
            for body in self.bodies("add_selfie"):
                self.talk.call("add_selfie", headers=device, body=body)
            self.talk.call(remove, headers=backend)
            self.talk.call(remove, 404, headers=backend)
        for body in self.bodies("add_selfie"):
            self.talk.call("add_selfie", headers=device, body=body)

    def log_in(self, _, backend, device):
        for allow, forbid in (
            ("authorize_user", "deauthorize_user"),
            ("enable_authentication", "disable_authentication"),
        ):
            self.talk.call(allow, headers=backend)
            self.attempt(backend, device)
            self.talk.call(forbid, headers=backend)
            for body in self.bodies("authenticate_user"):
                self.talk.call("authenticate_user", 405, headers=device, body=body)
        # Without a selfie to compare with there is no match result.
        self.talk.call("authorize_user", headers=backend)
        self.talk.call("void_selfie", headers=backend)
        self.attempt(backend, device)

    def attempt(self, backend, device):
        for body in self.bodies("authenticate_user"):
            answer = self.talk.call("authenticate_user", headers=device, body=body)
            path = {"authentication_id": answer.json()["authentication_id"]}
            for version in ({}, {"Alice-Authentication-Version": "0"}):
                self.talk.call("get_authentication", path=path, headers={**backend, **version})
                self.talk.call("list_authentications", headers={**backend, **version})
        self.talk.call("list_authentication_ids", headers=backend)
        for descending in ("True", "False"):
            query = {"page": 1, "page_size": 10, "descending": descending}
            self.talk.call("list_authentications", query=query, headers=backend)
        self.talk.call("get_authentication", 404, path={"authentication_id": "unknown"}, headers=backend)

    def about_a_user(self):
        """The operations whose user is in the token, with what they need."""
        for operation in self.contract.operations.values():
            schemes = {scheme for alternative in operation.value["security"] for scheme in alternative}
            if schemes & {"backendTokenWithUserId", "userToken"}:
                body = next(self.bodies(operation.id), None)
                path = {"authentication_id": "unknown"} if "{" in operation.path else None
                yield operation.id, "userToken" in schemes, {"path": path, "body": body}

    def end(self, user_id, backend, device):
        self.talk.call("delete_user", headers=backend)
        for operation, of_device, arguments in self.about_a_user():
            self.talk.call(operation, 404, headers=device if of_device else backend, **arguments)
        for operation in ("get_backend_token_for_user", "get_user_token"):
            self.talk.call(operation, 404, path={"user_id": user_id}, headers=self.login)

    def refusals(self):
        """Without credentials, with a wrong key, with a token of the wrong kind."""
        self.talk.call("get_login_token", 401, incomplete=True)
        self.talk.call("get_login_token", 401, headers={"apikey": "wrong"})
        path = {"user_id": self.user()[0]}
        for operation in ("get_backend_token", "get_backend_token_for_user", "get_user_token"):
            arguments = {"path": path if "_for_user" in operation or operation == "get_user_token" else None}
            self.talk.call(operation, 401, incomplete=True, **arguments)
            self.talk.call(operation, 401, headers=self.backend, **arguments)
        self.talk.call("create_user", 401, incomplete=True)
        self.talk.call("create_user", 401, headers=self.login)
        for operation, _, arguments in self.about_a_user():
            self.talk.call(operation, 401, incomplete=True, **arguments)
            self.talk.call(operation, 401, headers=self.backend, **arguments)

    def scenarios(self):
        for name in ("spoof", "no-match", "duplicate"):
            user = self.user()
            self.talk.scenario(user[0], name)
            self.enrol(*user)
            self.look(*user)
            self.log_in(*user)
        _, backend, device = user = self.user()
        # Answers of a later release, with a state and a version that the contract does not know: the tool must notice.
        self.talk.scenario(user[0], "drifting-schema")
        self.talk.call("get_user_status", headers=device, drifting=True)
        self.talk.call("get_report", headers=backend, drifting=True)
        self.talk.scenario(user[0], None)
        self.talk.call("authorize_user", headers=backend)
        video = ("no-face.mp4", *SELFIE[1:])
        text = ("selfie.txt", b"no picture", "text/plain")
        for operation in ("add_selfie", "authenticate_user"):
            for status, part in ((204, video), (415, text)):
                for body in self.bodies(operation, part):
                    self.talk.call(operation, status, headers=device, body=body)
        for name, status in (("rate-limited", 429), ("down", 503)):
            for operation, of_device, arguments in self.about_a_user():
                self.talk.scenario(user[0], name)
                headers = device if of_device else backend
                self.talk.call(operation, status, headers=headers, hindered=True, **arguments)
