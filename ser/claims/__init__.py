"""Step 10, claims: the ledger of what was published against what was measured."""

from ser.claims.ledger import VERDICTS, Verdict, judge, ledger
from ser.claims.published import Claim, Comparison, read_published
from ser.claims.recorded import changed, record
from ser.claims.works import AIM, mark, our_works

__all__ = [
    "AIM",
    "VERDICTS",
    "Claim",
    "Comparison",
    "Verdict",
    "changed",
    "judge",
    "ledger",
    "mark",
    "our_works",
    "read_published",
    "record",
]
