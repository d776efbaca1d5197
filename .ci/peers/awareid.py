"""AwareID: every operation, with every example of a request that the contract has."""

from conversation import Conversation

LONG = {"authenticate": "authenticate", "verify_device": "verify_device", "verify_face": "verify_face"}
SHORT = {name: f"{name}_by_qr" for name in LONG}
DEVICE = "device-1"
# Of an authentication that goes on.
PENDING = 1


class AwareId:
    def __init__(self, contract, sandbox, tally, prism=None):
        self.facts = sandbox.facts
        self.talk = Conversation(contract, sandbox.facts["base URL"], tally, prism)
        self.contract = contract
        self.count = 0

    def bodies(self, operation, **known):
        """The examples with the members that name something of this sandbox replaced."""
        for media_type, _, value in self.contract.operations[operation].bodies():
            value.update({name: text for name, text in known.items() if name in value})
            yield media_type, value

    def username(self, scenario=""):
        self.count += 1
        return f"user-{self.count} {scenario}".strip()

    def opening(self, operation, number):
        """What opens an operation: headers, values for the path, values for the body."""
        match operation:
            case "get_access_token":
                body = {"client_id": self.facts["client id"], "client_secret": self.facts["client secret"]}
                return {}, {"customer_name": self.facts["customer"]}, body
            case "add_device" | "add_face":
                return self.headers, {}, {"enrollmentToken": self.begin(self.username())}
            case "validate_session":
                body = next(self.bodies("trigger_enroll", username=self.username()))
                return self.api_key, {}, self.talk.call("trigger_enroll", headers=self.headers, body=body).json()
        if number == 0:
            self.known = self.username()
            self.code = self.enrol(self.known)
        body = {"registrationCode": self.code, "deviceId": DEVICE}
        if operation.startswith("verify"):
            begun = ("application/json", body)
            body = self.talk.call("authenticate", headers=self.headers, body=begun).json()
        elif "authenticate" in operation:
            body["username"] = self.known
        return self.headers, {}, body

    def run(self):
        self.token()
        self.talk.call("get_public_key", headers=self.headers)
        for operations in (LONG, SHORT):
            for scenario in ("", "spoof", "no-face", "no-match", "duplicate"):
                self.face_scenario(operations, scenario)
            code = self.enrol(self.username())
            self.authenticate(operations, code)
        self.qr()
        self.mistakes()
        self.refusals()
        self.drift()
        self.hindrances()

    def token(self):
        operation, path = "get_access_token", {"customer_name": self.facts["customer"]}
        known = {"client_id": self.facts["client id"], "client_secret": self.facts["client secret"]}
        for body in self.bodies(operation, **known):
            token = self.talk.call(operation, path=path, body=body).json()["access_token"]
            self.talk.call(operation, 404, path={"customer_name": "unknown"}, body=body)
        body = next(self.bodies(operation, **{**known, "client_secret": "wrong"}))
        self.talk.call(operation, 401, path=path, body=body)
        body = next(self.bodies(operation, **{**known, "grant_type": "password"}))
        self.talk.call(operation, 400, path=path, body=body, incomplete=True)
        self.api_key = {"apikey": self.facts["API key"]}
        self.headers = {"Authorization": f"Bearer {token}", **self.api_key}

    def begin(self, username):
        """Starts an enrolment; returns its token."""
        body = ("application/json", {"username": username, "email": f"{username.replace(' ', '-')}@example.com"})
        return self.talk.call("enroll", headers=self.headers, body=body).json()["enrollmentToken"]

    def enrol(self, username):
        """Enrols someone; returns the registration code."""
        token = self.begin(username)
        device = next(self.bodies("add_device", enrollmentToken=token, deviceId=DEVICE))
        self.talk.call("add_device", headers=self.headers, body=device)
        face = next(self.bodies("add_face", enrollmentToken=token))
        return self.talk.call("add_face", headers=self.headers, body=face).json()["registrationCode"]

    def authenticate(self, operations, code):
        for media_type, value in self.bodies(operations["authenticate"]):
            if "username" in value:
                value["username"] = self.username()
                self.enrol(value["username"])
            else:
                value["registrationCode"] = code
            for face in self.bodies(operations["verify_face"]):
                begun = self.talk.call(operations["authenticate"], headers=self.headers, body=(media_type, value))
                token = begun.json()["authToken"]
                if "verifyDevice" in begun.json()["requiredChecks"]:
                    for device in self.bodies(operations["verify_device"], authToken=token, deviceId=DEVICE):
                        self.talk.call(operations["verify_device"], headers=self.headers, body=device)
                face[1]["authToken"] = token
                self.talk.call(operations["verify_face"], headers=self.headers, body=face)
                # It is over now.
                self.talk.call(operations["verify_face"], 500, headers=self.headers, body=face)

    def face_scenario(self, operations, scenario):
        """Enrols with every example, then has every example of a face verified."""
        for person in self.bodies("enroll"):
            username = person[1]["username"] = self.username()
            # The page's placeholder is no number that the server takes.
            usable = person[1].get("phoneNumber", "").startswith("+") or "phoneNumber" not in person[1]
            begun = self.talk.call("enroll", 200 if usable else 500, headers=self.headers, body=person)
            if not usable:
                continue
            token = begun.json()["enrollmentToken"]
            for device in self.bodies("add_device", enrollmentToken=token, deviceId=DEVICE):
                self.talk.call("add_device", headers=self.headers, body=device)
            face = next(self.bodies("add_face", enrollmentToken=token))
            code = self.talk.call("add_face", headers=self.headers, body=face).json()["registrationCode"]
            self.talk.call("enroll", headers=self.headers, body=person)
            body = ("application/json", {"registrationCode": code, "deviceId": "another device"})
            begun = self.talk.call(operations["authenticate"], headers=self.headers, body=body).json()
            device = next(self.bodies(operations["verify_device"], authToken=begun["authToken"]))
            self.talk.call(operations["verify_device"], headers=self.headers, body=device)
            if scenario:
                self.talk.scenario(username, scenario)
            begun = self.talk.call(operations["authenticate"], headers=self.headers, body=body).json()
            for face in self.bodies(operations["verify_face"], authToken=begun["authToken"]):
                answer = self.talk.call(operations["verify_face"], headers=self.headers, body=face).json()
                if answer["authStatus"] != PENDING:
                    break
        for face in self.bodies("add_face"):
            face[1]["enrollmentToken"] = self.begin(self.username(scenario))
            self.talk.call("add_face", headers=self.headers, body=face)

    def qr(self):
        for person in self.bodies("trigger_enroll", username=self.username()):
            self.session("trigger_enroll", person, "enroll")
        username = self.username()
        for person in self.bodies("trigger_authenticate", username=username):
            self.talk.call("trigger_authenticate", 500, headers=self.headers, body=person)
        self.enrol(username)
        for person in self.bodies("trigger_authenticate", username=username):
            self.session("trigger_authenticate", person, "authenticate")
        nobody = next(self.bodies("trigger_enroll", username=" ", email=" "))
        failure = self.talk.call("trigger_enroll", headers=self.headers, body=nobody).json()
        if failure["status"] != "FAILURE":
            self.talk.tally.deviations.append("trigger_enroll: nobody was enrolled")

    def session(self, operation, person, method):
        token = self.talk.call(operation, headers=self.headers, body=person).json()["sessionToken"]
        for body in self.bodies("validate_session", sessionToken=token):
            answer = self.talk.call("validate_session", headers=self.api_key, body=body).json()
            if answer["methodType"] != method:
                self.talk.tally.deviations.append(f"validate_session: {answer['methodType']} instead of {method}")
            self.talk.call("get_public_key", headers={**self.api_key, "Authorization": f"Bearer {answer['accessToken']}"})

    def with_examples(self):
        """The operations that need credentials, each with an example whose tokens nobody gave."""
        for operation in self.contract.operations.values():
            if operation.needs_credentials:
                yield operation, next(self.bodies(operation.id), None)

    def mistakes(self):
        for operation, body in self.with_examples():
            if body and any(name in body[1] for name in ("enrollmentToken", "authToken", "sessionToken")):
                self.talk.call(operation.id, 500, headers=self.headers, body=body)

    def refusals(self):
        for operation, body in self.with_examples():
            self.talk.call(operation.id, 401, incomplete=True, body=body)
            wrong = {"apikey": "wrong", "Authorization": "Bearer wrong"}
            self.talk.call(operation.id, 401, headers=wrong, body=body)
            if operation.id != "validate_session":
                self.talk.call(operation.id, 401, headers=self.api_key, incomplete=True, body=body)

    def drift(self):
        """Answers of a later release, with steps that the contract does not know: the tool must notice."""
        for operation in ("enroll", "authenticate"):
            username = self.username("drifting-schema")
            if operation == "authenticate":
                self.talk.scenario(username, "live")
                self.enrol(username)
                self.talk.scenario(username, None)
            person = {"enroll": {"username": username, "email": "user-1@example.com"}}
            body = ("application/json", person.get(operation, {"username": username}))
            self.talk.call(operation, headers=self.headers, body=body, drifting=True)

    def hindrances(self):
        for name, status in (("rate-limited", 429), ("down", 503)):
            for operation, body in self.with_examples():
                self.talk.scenario("*", name)
                self.talk.call(operation.id, status, headers=self.headers, body=body, hindered=True)
        self.talk.scenario("*", None)
