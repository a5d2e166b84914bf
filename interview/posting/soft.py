"""Skills of character and conduct, and the ways in which postings write them."""

import re

from interview.posting.patterns import words

SKILLS: dict[str, re.Pattern[str]] = {
    "communication": words(
        r"(?:(?:written|verbal|oral|spoken)(?:,? (?:and|or|&) |/|, ))+"
        r"(?:written|verbal|oral|spoken)(?: communication)?(?: skills)?"
        r"(?! [A-Z]?[a-z]*(?:sh|ch)\b)",
        r"(?:written |verbal |oral )?communicat\w+(?: skills| style)?"
        r"(?: openly| clearly| well| effectively)?",
        r"explain(?:ing)? [\w' -]{2,40}? to (?:people|non|others|customers|clients|patients"
        r"|colleagues|stakeholders)[\w -]*",
    ),
    "interpersonal skills": words(r"inter-?personal(?: skills)?", r"people skills"),
    "teamwork": words(
        r"team[- ]?(?:work|working|player|players|spirit|oriented|mindset)",
        r"collaborat\w+",
        r"(?:work|working|get on|works|fit)(?: well| closely| effectively)? "
        r"(?:in|with|as part of|within) (?:a |an |the |our )?(?:\w+ ){0,2}teams?",
    ),
    "leadership": words(
        r"(?:strong |natural )?leadership(?: skills| qualities)?",
        r"natural leader",
    ),
    "compassion": words(r"compassion\w*"),
    "empathy": words(r"empath\w+", r"caring (?:nature|manner|attitude)"),
    "patience": words(r"patience", r"patient and \w+"),
    "listening": words(r"(?:active |good )?listen(?:s|ing|er)?(?: skills| well| carefully)?"),
    "staying calm": words(
        r"(?:stay|keep|remain)(?:s|ing)? (?:\w+ )?calm(?: and \w+)?(?: under pressure)?",
        r"calm(?:ness)?(?: \w+)? under (?:pressure|stress)",
        r"calm (?:manner|nature|head)|cool head",
    ),
    "working under pressure": words(
        r"(?:work\w*|perform\w*|cope|thrive)(?: \w+)? (?:under|with) "
        r"(?:pressure|stress|tight deadlines)",
    ),
    "stress resistance": words(r"(?:stress resistan|resistan\w+ to stress)\w*"),
    "hands-on mentality": words(r"hands-on (?:mentality|attitude|approach|mindset)"),
    "problem solving": words(
        r"problem[- ]solv\w+(?: skills| mindset| abilit\w+)?",
        r"solv\w+ (?:\w+ )?problems",
    ),
    "attention to detail": words(
        r"(?:attention to|eye for) (?:the )?details?",
        r"detail[- ](?:oriented|focused)|meticulous\w*",
    ),
    "time management": words(
        r"time[- ]management(?: skills)?",
        r"manage (?:your|their) (?:own )?(?:time|workload)|meet(?:ing)? (?:tight )?deadlines",
    ),
    "punctuality": words(r"punctual\w*"),
    "conscientiousness": words(r"conscientious\w*"),
    "organisation": words(
        r"(?:well[- ])?organi[sz]ed|organi[sz]ation(?:al)? skills?",
        r"organi[sz]e (?:your|their) (?:own )?(?:day|work|time)",
    ),
    "prioritisation": words(r"prioriti[sz]\w+(?: \w+)?"),
    "independence": words(
        r"works?(?:ing)?(?: \w+){0,2} "
        r"(?:independently|autonomously|on your own|unsupervised|alone)",
        r"independent(?:ly)?(?: work\w*)?|autonom(?:y|ously|ous)",
    ),
    "motivation": words(r"(?:self[- ]|highly )?motivat(?:ed|ion)", r"self[- ](?:starter|driven)"),
    "initiative": words(r"initiative", r"pro-?active\w*|proactiv\w+"),
    "adaptability": words(r"adaptab\w+", r"adapt (?:quickly|to change)"),
    "flexibility": words(r"flexib(?:le|ility)(?: attitude| approach)?"),
    "creativity": words(r"creativ(?:e|ity)(?: thinking)?"),
    "curiosity": words(r"curio\w+", r"inquisitive\w*"),
    "resilience": words(r"resilien\w+"),
    "reliability": words(r"reliab(?:le|ility)|dependab\w+|trustworth\w+"),
    "integrity": words(r"integrity", r"high ethical standards"),
    "honest estimates": words(r"honest estimates"),
    "honesty": words(r"honest(?:y|ly)?(?! estimates)"),
    "discretion": words(r"discretion|discreet"),
    "confidentiality": words(r"confidentiality"),
    "positive attitude": words(
        r"(?:positive|can[- ]do|friendly) (?:attitude|outlook|mindset|manner|approach)",
        r"friendly",
    ),
    "enthusiasm": words(r"enthusias\w+|energetic"),
    "analytical skills": words(
        r"analytical(?: thinking| skills?| mind(?:set)?| abilit\w+)?",
        r"critical thinking",
    ),
    "decision making": words(r"decision[- ]making(?: skills)?|good judge?ment"),
    "settling disagreements": words(r"(?:settl|resolv|handl)(?:e|ing) (?:an? )?disagreements?"),
    "conflict resolution": words(
        r"(?:settl|resolv|handl|manag)(?:e|ing) (?:an? |the )?(?:conflicts?|disputes?)",
        r"conflict (?:resolution|management)",
    ),
    "negotiation": words(r"negotiati(?:on|ng)(?: skills)?"),
    "building relationships": words(
        r"(?:build|develop|maintain|establish)\w*(?: and \w+)?(?: \w+){0,2} relationships?",
        r"relationship[- ]building",
    ),
    "willingness to learn": words(
        r"(?:willing(?:ness)?|eager(?:ness)?|desire|keen|hungry|ability) to learn(?: \w+)?",
        r"(?:quick|fast) learner|learn(?:s|ing)? (?:quickly|fast)|thirst for knowledge",
    ),
    "knowledge sharing": words(
        r"shar(?:e|ing) (?:your |their )?(?:knowledge|what you (?:know|learn))",
        r"knowledge sharing",
    ),
    "ownership": words(
        r"tak(?:e|es|ing) (?:full )?(?:ownership|responsibility)",
        r"sense of (?:ownership|responsibility)|accountab\w+",
    ),
    "customer focus": words(r"customer[- ](?:focus\w*|orient\w*|centric\w*)"),
    "stakeholder management": words(r"(?:stakeholder|relationship) management"),
    "trust": words(r"(?:build|win|earn|gain)(?:ing)? (?:\w+ )?trust(?: \w+ \w+)?"),
    "self-reflection": words(r"reflect(?:s|ive)?(?: on (?:your|their) own \w+)?"),
    "good manners": words(r"(?:good|excellent) manners|polite(?:ness)?|courte(?:ous|sy)"),
    "presentation skills": words(r"presentation skills"),
    "emotional intelligence": words(r"emotional intelligence"),
    "diplomacy": words(r"diploma(?:cy|tic)|tact(?:ful)?"),
    "kindness": words(r"kindness"),
    "humour": words(r"(?:sense of )?humou?r"),
}
