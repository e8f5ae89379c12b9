"""Runs the tests that come with Jep's sources, and prints the verdict on each."""

import unittest


class Verdicts(unittest.TestResult):
    """Prints them as they come, in one line each."""

    def stopTest(self, test):  # noqa: N802 (unittest's word)
        super().stopTest(test)
        verdict = "skipped" if test in (one for one, _ in self.skipped) else "passed"
        for failed, why in (*self.failures, *self.errors):
            if failed == test:
                verdict = f"failed: {why[-300:]!r}"
        print("test", test.id(), verdict)


unittest.TestLoader().discover("src/test/python").run(Verdicts())
