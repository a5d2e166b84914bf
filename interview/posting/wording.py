"""The words around the name of a skill: before it, behind it and between two of them."""

import re

from interview.posting.patterns import any_of, words

LIST = any_of(
    r"\s*[,;]\s*(?:and/or|and|or|as well as)?\s+(?:to\s+)?",
    r"\s+(?:and/or|and|or|as well as|plus)\s+(?:of\s+|in\s+|with\s+|to\s+)?",
    r"\s+[/&+|]\s+",
    r"\s*,\s*",
)
# Not divided, though "and" stands in them.
COMPOUND = words(
    r"health (?:and|&) safety|profit (?:and|&) loss|food (?:and|&) beverage|search and rescue",
    r"research (?:and|&) development|terms and conditions|diversity and inclusion",
    r"equality and diversity|inspection and testing|supply and demand|mergers and acquisitions",
    r"accounts payable and receivable|front (?:and|&) back[- ]end|heating and ventilation",
    r"health and social care|moving and handling|cut and colour|bed and breakfast",
    r"\w+ing and \w+ (?:\w+ )?(?:regulations|rules|procedures|requirements|laws?)",
    r"\w+(?:al|ary|ive|ic|ed|ous) (?:and|or|&) \w+ \w+(?:s|ing|tion|ment|ance|cy)",
)
EXAMPLES = re.compile(
    r"[,(]?\s*\b(?:such as|like|e\.g\.?,?|for example|for instance|including|especially"
    r"|in particular|i\.e\.?)\s+|:\s+",
    re.I,
)
# A head that says nothing without its examples.
GENERIC = words(
    r"tools?|technolog(?:y|ies)|frameworks?|languages?|following|software|programs?|packages?",
    r"platforms|qualifications?|topics|areas|things",
)
# A member of a list that only goes on with the one before it.
CONTINUED = re.compile(
    r"^(?:that|which|who|whose|where|when|while|because|so|without|within|across|under|from|if|as"
    r"|including|at least (?:one|two))\b|\b(?:them|it|us)[.,]?$",
    re.I,
)
SUBORDINATE = re.compile(r"^(?:because|when|while|where|if|so that|since|as we|as our)\b", re.I)
DEGREE = re.compile(r"\b(?:degree in|(?:bachelor|master)\S* (?:degree )?in|diploma in)\b", re.I)
OR_SIMILAR = re.compile(
    r",?\s+or\s+(?:an?\s+|any\s+)?"
    r"(?:equivalents?|similar|comparable|related|relevant|other|another)\b[^,;]*",
    re.I,
)
COMPLEMENT = re.compile(r"\w\s+(?:on|for|with|to|from|of|at|between|towards)\s+\w", re.I)

_LEVEL = (
    r"very|really|highly|truly|well|already|also|always|currently|fully|part|strong|solid|good"
    r"|great|excellent|proven|sound|deep|expert|advanced|basic|thorough|secure|confident|hands-on"
    r"|working|practical|demonstrable|demonstrated|relevant|recent|professional|previous|prior"
    r"|extensive|broad|some|in-depth|full|clean|valid|current|safe|outstanding|exceptional"
    r"|significant|substantial|considerable|genuine|natural|clear|successful|high|considered"
    r"|experienced|competent|comfortable|several|many|any|other|similar|additional|your|our|their"
    r"|own|more|most|initial|general|detailed|up-to-date|existing|active"
)
_ASKED_IN = (
    r"experience|expertise|knowledge|understanding|familiarity|proficiency|proficient|familiar"
    r"|fluency|fluent|background|interest|interested|skills?|skilled|grasp|command|mastery|record"
    r"|track record|history|confidence|competence|competent|confident|comfortable|capable"
    r"|certification|certified|commitment|committed|exposure|passion|passionate|flair|eye|use|usage"
    r"|level|degree|practice|years|ability|training|trained"
)
LEAD = re.compile(
    r"^(?:what (?:you|we) (?:do )?(?:need|want|expect) (?:is|are)\s+"
    r"|(?:it|this) (?:is|would be|will be)\s+(?:an?\s+)?\w+\s+(?:to|if)\s+"
    rf"|(?:{_LEVEL})(?:,| and| or)?\s+"
    r"|(?:an?|the|one|both|either|all|and|or|of|with|in|to|as|at|for|by|using|also|that|how|if)\s+"
    r"|(?:(?:the )?(?:successful |ideal )?(?:candidates?|applicants?)|you|we|they|it|who|someone"
    r"|somebody|people|a person)(?:'ll|'re|'ve)?\s+"
    r"|(?:will|must|should|could|can|may|need to|needs to|has to|have to|would)\s+"
    r"|(?:have|has|had|hold|holds|need|needs|bring|brings|possess|be|been|are|is|know|knows|enjoy"
    r"|enjoys|like|likes|show|offer|love|demonstrate|expect|require|value|want)\s+"
    r"|(?:looking for|seeking|used to|ideally|preferably|above all|at least|required|preferred"
    r"|essential|desirable|previously|yourself)[,:]?\s+"
    r"|experienced?\s+(?=\w+ing\b)"
    rf"|(?:{_ASKED_IN})\s+(?:in|with|of|as|using|on|at|for|about|within|from|to)\s+"
    r"|(?:able|ability|abilities|willing|willingness|happy|ready|keen|eager|prepared|readiness"
    r"|capacity)\s+(?:and \w+\s+)?to\s+"
    r"|work(?:s|ed|ing)?\s+(?:with|in|on|as|at)\s+"
    r"|(?:use|used|set up(?: and \w+)?|operated?|prepare|applying|apply)\s+)",
    re.I,
)
TAIL = re.compile(
    r"(?:(?:,?\s*(?:-\s*)?(?:which|this|that|these))?"
    r"\s+(?:is|are|(?:would|will)(?: all| both)?(?: be)?)\s+"
    r"(?:also\s+|not\s+|very\s+|highly\s+)?(?:(?:an?|of)\s+)?(?:\w+\s+)?"
    r"(?:plus|bonus|must|advantage|advantageous|essential|required|preferred|desirable|desired"
    r"|welcome|asset|beneficial|needed|necessary|important|mandatory|helpful|expected|key|great"
    r"|nice to have|vital|crucial|useful|optional)\b.*"
    r"|\s*[-(,]?\s*(?:an?\s+)?(?:plus|bonus|preferred|required|essential|desirable|desired"
    r"|advantageous|mandatory|optional|nice to have)\)?\s*[.!]*"
    r"|,?\s+(?:or|and)\s+(?:an?\s+)?(?:equivalents?|similar|comparable|related|others?|more"
    r"|working towards)\b.*"
    r"|,?\s+(?:etc|preferably|ideally|if possible|before|already|too|yourself|matters?\b.*"
    r"|in return|a day|a week)\.?"
    r"|\s+(?:and|or|with|in|of|to|for|the|an?|is|are)"
    r"|[\s.,:;!?\"'()/&-]+)$",
    re.I,
)
# Where a phrase has said its name: what follows tells more about it.
CUT = re.compile(
    r"(?<!registered)(?<!registration)\s+(?:that|which|who|whose|where|when|while|because|so that"
    r"|without|within|across|under|during|through|by|from|into|towards?|via|per|on|for|to|at|with"
    r"|until|before|after|between|among|against|than|if|up to|is|are|was|has|have|not|rather"
    r"|inside|outside|around|used|based"
    r"|in (?:production|practice|particular|more|an?|the|our|your))"
    r"(?![\w-])|\s*:\s|\s+-+\s|\s*\(",
    re.I,
)
# Words that name nothing, however many of them stand together.
EMPTY = re.compile(
    r"^(?:(?:an?|the|of|in|and|or|to|is|are|be|not|have|has|how|what|you|us|we|it|them|they|your|our"
    r"|relevant|similar|related|equivalent|same|others?|more|part|full|time|all|any|some|good|great"
    r"|excellent|well|high|proven|professional|successful|ideal|interested|able|own|always"
    r"|jobs?|roles?|teams?|people|things?|someone|somebody|fields?|subjects?|areas?|experiences?"
    r"|knowledge|skills?|ability|abilities|work|working|towards|requirements?|candidates?"
    r"|applicants?|persons?|years?|months?|days?|weeks?|environments?|industry|company|levels?"
    r"|pride|plus|bonus|advantage|must|everything|something|anything|life|world|place|ways?|practice"
    r"|yourself|join|hand|colleagues|position|standards?|minimum|least|needs?|opportunity|even|better)\s*)+$",
    re.I,
)
