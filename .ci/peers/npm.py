"""What tools from npm say of a contract as a document."""

import json
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120
PACKAGES = {
    "prism": "@stoplight/prism-cli",
    "redocly": "@redocly/cli",
    "spectral": "@stoplight/spectral-cli",
    "openapi-typescript": "openapi-typescript",
    "tsc": "typescript",
}
# What a service in TypeScript does with an answer that may be wrapped.
USE = {
    "alice": """
import type { components } from "./contract";
declare const answer: components["schemas"]["ReportResponse"];
const report = "report" in answer ? answer.report : answer;
export const version = report.version;
""",
}


class Npm:
    """The packages in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    def program(self, name):
        return str(self.folder / "node_modules" / ".bin" / name)

    def version(self, name):
        about = self.folder / "node_modules" / PACKAGES[name] / "package.json"
        return json.loads(about.read_text(encoding="utf-8"))["version"]

    def run(self, name, *arguments):
        """What a tool prints, if it is not content."""
        ran = subprocess.run(
            [self.program(name), *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        return [] if ran.returncode == 0 else [f"{name}: {(ran.stdout + ran.stderr)[-2000:]}"]

    def faults(self, contract):
        """Each tool, what it looked for, and what it objects to."""
        yield "redocly", "the rules `recommended`", self.run("redocly", "lint", "--extends=recommended", contract)
        with tempfile.TemporaryDirectory() as folder:
            rules = Path(folder, "rules.yaml")
            rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
            found = self.run("spectral", "lint", "--ruleset", rules, "--fail-severity=error", contract)
            yield "spectral", "the rules `oas`", found
            types, use = Path(folder, "contract.ts"), Path(folder, "use.ts")
            yield "openapi-typescript", "types", self.run("openapi-typescript", contract, "--output", types)
            use.write_text(USE.get(contract.stem, 'export * from "./contract";\n'), encoding="utf-8")
            yield "tsc", "the types, and a use of them", self.run("tsc", "--noEmit", "--strict", types, use)
