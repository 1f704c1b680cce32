"""Step 10, claims: the ledger of what was published against what was measured."""

from ser.claims.ledger import VERDICTS, Verdict, judge, ledger
from ser.claims.missing import accuracy_with, missing_told, needed
from ser.claims.published import Claim, Comparison, Untranscribed, read_published, read_untranscribed
from ser.claims.recorded import changed, record
from ser.claims.works import AIM, mark, our_works, value_told

__all__ = [
    "AIM",
    "VERDICTS",
    "Claim",
    "Comparison",
    "Untranscribed",
    "Verdict",
    "accuracy_with",
    "changed",
    "judge",
    "ledger",
    "mark",
    "missing_told",
    "needed",
    "our_works",
    "read_published",
    "read_untranscribed",
    "record",
    "value_told",
]
