"""The words by which a sentence of a posting says how much it wants something, and of whom."""

import re

from interview.posting.patterns import any_of, words

NICE = words(
    r"(?:plus|bonus|asset)(?: points?)?(?! \w+ing\b)",
    r"preferred|preferably|ideally|desirable|desired|nice to have|advantage(?:ous)?|beneficial",
    r"welcome|optional|helpful|not (?:required|essential|necessary|needed)",
    r"would be (?:great|nice|good)|(?:good|great) to have|^would",
)
MUST = words(
    r"must|required|essential|mandatory|necessary|need(?:ed|s)?|prerequisite|is (?:a )?key",
    r"crucial|vital|important|minimum|at least|indispensable|we (?:expect|require)",
)
FIRM = words(r"(?:is|are) (?:required|essential|mandatory)")
EMPHASIS = words(
    r"must|essential|strong|excellent|expert|proven|deep|advanced|crucial|vital|outstanding",
    r"extensive|above all|exceptional|thorough|key",
)
# What speaks of the candidate where no heading does so.
CANDIDATE = words(
    r"you(?:'ll| will| would| should| must)?(?: also| already| always| probably)? "
    r"(?:have|hold|need|bring|possess|can|be|are|know|enjoy|like|listen|keep|stay|must|should"
    r"|work well|work independently|organi[sz]e|communicate|take ownership)",
    r"(?:candidates?|applicants?|person)(?: will| should| must)? (?:have|hold|be|needs?|is|has)",
    r"(?:looking for|seek(?:ing)?|need|want|value|like|welcome) "
    r"(?:somebody|someone|people|a person|candidates|an? [\w ]{2,40}? (?:who|with))",
    r"(?:experience|knowledge|understanding|familiarity|proficiency|background) "
    r"(?:in|with|of|as|using)",
    r"qualification|certificate|matters to us",
)
# What speaks of the employer or of the work, also where it says "you".
EMPLOYER = re.compile(
    r"^(?:we (?:offer|provide|are an?\b|give|run|have|support|will)|in return|what you get|please"
    r"|apply|applications?|send|our\b|the (?:school|company)\b|founded|join us|salary|closing date"
    r"|you (?:will |'ll )?(?:get|receive|earn|benefit|report|join)|interviews|for you"
    r"|you(?:'ll| will| are|'re)(?: be)? responsible|as an? [\w ]{2,40} you)",
    re.I,
)

_PRONOUN = r"(?:you|it|we|they|he|she|who|there|this|that)"
CLAUSE = any_of(
    rf",?\s+(?:and|but|while|as)\s+(?=(?:{_PRONOUN}|would|will|must|should|can|could|hold|have|has"
    r"|know)\b)",
    rf",\s+(?:and\s+|but\s+|together with\s+)?(?={_PRONOUN}\b)",
    r",?\s+(?:together with|as well as|along with|combined with)\s+",
    r",?\s+with\s+(?=(?:at least|a minimum|an? |over|more than)?\s*[\w+-]+"
    r"(?:\s*(?:to|-)\s*\w+)?\+?\s+(?:years?|months?)\b)",
)
