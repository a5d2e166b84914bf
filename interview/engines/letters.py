"""Letters to sounds for English words that no dictionary has (ARPAbet).

The longest spelling that fits is taken, left to right, after the manner of Elovitz et al. (1976,
"Letter-to-sound rules for automatic translation of English text to phonetics"), far fewer rules.
Rough on purpose: an aligner needs to know about how long and what kind of sound comes where.
"""

SPELLINGS = """
tion SH AH N|sion ZH AH N|cian SH AH N|tious SH AH S|cious SH AH S|ture CH ER|tch CH|dge JH|sch SH
igh AY|eigh EY|augh AO|ough AO|ould UH D|eau OW|eous IY AH S|ious IY AH S|ing IH NG|ck K|ch CH|sh SH
th TH|ph F|wh W|gh G|gn N|kn N|wr R|ng NG|nk NG K|qu K W|sc S K|sce S|sci S AY|cc K|gg G|ss S|ll L
tt T|ff F|pp P|bb B|dd D|mm M|nn N|rr R|zz Z|ee IY|ea IY|oo UW|ou AW|ow OW|oi OY|oy OY|au AO|aw AO
ai EY|ay EY|ei EY|ey IY|ie IY|oa OW|ue UW|ew UW|ui UW|eu Y UW|io IY OW|ia IY AH|ua W AH|ar AA R
er ER|ir ER|or AO R|ur ER|yr IH R|air EH R|are EH R|ear IH R|eer IH R|ore AO R|our AO R|ure Y UH R
ce S|ci S IH|cy S IY|ge JH|gi JH IH|gy JH IY|x K S|a AE|b B|c K|d D|e EH|f F|g G|h HH|i IH|j JH|k K
l L|m M|n N|o AA|p P|q K|r R|s S|t T|u AH|v V|w W|y IY|z Z
"""
SOUNDS = dict(
    rule.split(" ", 1) for line in SPELLINGS.strip().splitlines() for rule in line.split("|")
)
LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
LONGEST = max(map(len, SOUNDS))
VOWELS = "aeiouy"


def sounds(word: str) -> str:
    """The phonemes of a lower-case word, divided by spaces; "" where it has no letter a-z."""
    phonemes: list[str] = []
    rest = "".join(c for c in word if "a" <= c <= "z")
    while rest:
        spelling, phoneme = _next(rest)
        phonemes.append(phoneme)
        rest = rest[len(spelling) :]
    return " ".join(phoneme for phoneme in phonemes if phoneme)


def _next(rest: str) -> tuple[str, str]:
    if rest == "e":  # silent
        return rest, ""
    if rest[0] in LONG and len(rest) == 3 and rest[1] not in VOWELS and rest[2] == "e":
        return rest, f"{LONG[rest[0]]} {SOUNDS[rest[1]]}"  # "make", "cache"
    spelling = next(rest[:n] for n in range(LONGEST, 0, -1) if rest[:n] in SOUNDS)
    return spelling, SOUNDS[spelling]
