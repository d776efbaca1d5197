"""What was sent, what it covered, and what deviated."""


class Tally:
    def __init__(self):
        self.sent = 0
        self.covered = set()
        self.deviations = []

    def met(self, operation, faults, succeeded):
        """One exchange. It covers its operation if it succeeded and nothing deviates."""
        self.sent += 1
        self.deviations += [f"{operation}: {fault}" for fault in faults]
        if succeeded and not faults:
            self.covered.add(operation)
