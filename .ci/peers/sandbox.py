"""The project's sandbox as a process of its own."""

import subprocess
import threading

# It starts in well under a second; this is for a machine that is busy.
SECONDS_TO_START = 30


class Sandbox:
    """Started on entering, stopped on leaving. `facts` is what it prints: base URL, credentials."""

    def __init__(self, binary, vendor):
        self.command = [binary, "sandbox", "--vendor", vendor, "--seed", "1", "--quiet"]
        self.facts = {}

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        late = threading.Timer(SECONDS_TO_START, self.process.kill)
        late.start()
        try:
            # The seed comes last, when the sandbox already listens.
            while "seed" not in self.facts:
                line = self.process.stdout.readline()
                if not line:
                    raise SystemExit(f"error: the sandbox did not start: {' '.join(self.command)}")
                name, _, value = line.partition(":")
                self.facts[name.strip()] = value.strip()
        except BaseException:
            self.stop()
            raise
        finally:
            late.cancel()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
