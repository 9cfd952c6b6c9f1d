"""Why a person is erased, and who wanted it: codes for the record, with their words."""

from collections.abc import Mapping

GROUNDS: Mapping[str, str] = {
    "not_needed": "no longer needed (GDPR Art. 17 (1) (a))",
    "consent_withdrawn": "consent withdrawn (GDPR Art. 17 (1) (b))",
    "objection": "they object (GDPR Art. 17 (1) (c))",
    "unlawful": "should never have been kept (GDPR Art. 17 (1) (d))",
    "legal_duty": "a law or a court wants it (GDPR Art. 17 (1) (e))",
}
WANTED_BY: Mapping[str, str] = {
    "person": "the person",
    "their_lawyer": "somebody on their behalf",
    "authority": "an authority or court",
    "ourselves": "we, of our own accord",
}
