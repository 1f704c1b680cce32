"""Step 10, claims: the ledger of what was published against what was measured."""

from ser.claims.ledger import VERDICTS, Claim, Verdict, judge, ledger, read_published

__all__ = ["VERDICTS", "Claim", "Verdict", "judge", "ledger", "read_published"]
