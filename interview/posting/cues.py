"""The words by which a sentence of a posting says how much it wants something, and of whom."""

import re

from interview.posting.patterns import any_of, words

NICE = words(
    r"(?:plus|bonus|asset)(?: points?)?(?! \w+ing\b)",
    r"preferred|preferably|ideally|desirable|desired|nice to have|advantage(?:ous)?|beneficial",
    r"(?:is|are|also|very|most) welcome|optional|helpful",
    r"not (?:required|essential|necessary|needed)",
    r"would be (?:great|nice|good|useful|ideal|lovely|wonderful)|(?:good|great) to have|^would",
    r"(?:is|are) (?:also )?useful|comes? in (?:very )?handy|(?:even|(?:so much|all) the) better",
)
MUST = words(
    r"must|required|essential|mandatory|necessary|need(?:ed|s)?|prerequisite|is (?:a )?key",
    r"crucial|vital|important|minimum|at least|indispensable|we (?:expect|require)",
    r"(?:is|are) expected|part of the job",
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
    r"(?:candidates?|applicants?|person)(?: (?:that |who )?we \w+(?: \w+){0,3}?)?"
    r"(?: will| should| must)? (?:have|hold|be|needs?|is|has)",
    r"(?:people|someone|somebody|colleagues) who",
    r"(?:looking for|seek(?:ing)?|need|want|value|like|welcome) "
    r"(?:somebody|someone|people|a person|candidates|an? [\w ]{2,40}? (?:who|with))",
    r"(?:experience|knowledge|understanding|familiarity|proficiency|background) "
    r"(?:in|with|of|as|using)",
    r"qualification|certificate|matters to us|helps",
)
UNASKED = words(
    r"(?:do not|don't|will not|won't) need",
    r"no (?:\w+ )?experience (?:is )?(?:needed|required|necessary)",
)
# What speaks of what is offered, whatever the section.
OFFER = re.compile(
    r"^(?:we (?:offer|provide)|in return|\w+(?: \w+)? offers"
    r"|you(?:'ll| will) (?:get|receive|earn))\b"
    r"|\b(?:salary|annual leave|pension scheme|holiday allowance)\b|[\u00a3\u20ac$]\s?\d",
    re.I,
)
# What speaks of the employer or of the work where no heading does so, also where it says "you".
EMPLOYER = re.compile(
    r"^(?:we (?:are an?\b|give|run|have|support|will|can)|what you get|please|apply|send"
    r"|applications?"
    r"|our\b|the (?:school|company)\b|founded|join us|closing date|interviews|for you"
    r"|you (?:will |'ll )?(?:benefit|report|join)"
    r"|you(?:'ll| will| are|'re)(?: be)? responsible|as an? [\w ]{2,40} you(?:'ll| will|'re| are))",
    re.I,
)

_PRONOUN = r"(?:you|it|we|they|he|she|who|there|this|that)"
CLAUSE = any_of(
    r",?\s+as\s+(?=would\b)",
    rf",?\s+(?:and|but|while)\s+(?=(?:{_PRONOUN}|would|will|must|should|can|could|hold|have|has"
    r"|know)\b)",
    rf",\s+(?:and\s+|but\s+|together with\s+)?(?={_PRONOUN}\b)",
    r",\s+(?=[\w.+#-]+(?: [\w.+#-]+){0,2} (?:is|would be) (?:an? )?"
    r"(?:plus|bonus|advantage|must|preferred|desirable|required|essential)\b)",
    r",\s+(?:and\s+)?(?:so|though|although|because|since|therefore|which is why)\s+",
    r",\s+(?=(?:ideally|preferably)\b)",
    r"(?<=\w)(?<!ideally)\s+(?=you(?:'ll| will)? (?:need|must|should)\b|you(?:'ll| will) have\b)",
    r",?\s+(?:together with|as well as|along with|combined with)\s+",
    r",?\s+with\s+(?=(?:at least|a minimum|an? |over|more than)?\s*[\w+-]+"
    r"(?:\s*(?:to|-)\s*\w+)?\+?\s+(?:years?|months?)\b)",
)
