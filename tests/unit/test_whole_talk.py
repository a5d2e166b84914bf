"""A talk about a shop, as people talk: marked by hand, and heard with and without punctuation."""

import pytest

from interview.pairing import HAND_SET, pairs
from tests.conversation import script

# "?" begins a line that asks, "-" any other.
TALK = """
    ? I: Hi Maria, thanks for coming in. How was the journey?
    - C: Fine, thanks. A bit of traffic.
    ? I: So I've got your CV here. Why don't you start by telling me a bit about yourself?
    - C: Sure. I've been in retail for nine years, and for three I've run a garden centre.
    ? I: And how big is that store?
    - C: About forty staff in summer, maybe fifteen in winter.
    ? I: Okay, and you'd be responsible for the rota there?
    - C: Yeah, rota, ordering, cashing up.
    ? I: Right. What would you say was your biggest achievement there?
    - C: We were throwing away, what, a thousand pounds of plants a week, and I got that down.
    ? I: Wow. How did you do that?
    - C: I asked the team, what do customers actually ask for? And then we changed the orders.
    ? I: Was that your idea?
    - C: It was, yeah.
    - I: We had a similar problem in our Leeds branch last year, and it took us two months.
    - C: It's really common.
    ? I: I'm interested in difficult customers. Can you think of an example?
    - C: There was a man who shouted at one of my juniors. I took him aside and let him talk.
    ? I: What happened next?
    - C: He apologised in the end.
    ? I: If one of your staff was late three times in a week, what would you do?
    ? C: Do you mean the same person every time?
    - I: Yeah, the same person.
    - C: I'd talk to them privately first, because usually there's a reason.
    ? I: And then?
    - C: Then a written warning if it doesn't stop.
    ? I: You mentioned cashing up. You've done that on your own?
    - C: Every night for three years.
    ? I: Talk me through a typical closing.
    - C: I lock the front, count the tills, and do the banking sheet.
    ? I: Any experience with stock systems?
    - C: We used a really old one, but yes.
    ? I: I'd be curious to hear what you know about us.
    - C: I know you have twelve shops and that you sell online since last year.
    - I: That's right. So the role would be Monday to Saturday, and you'd report to me.
    - C: That sounds good.
    ? I: When could you start?
    - C: I have four weeks' notice.
    ? I: Great. Is there anything you'd like to ask me?
    ? C: Yes, actually. What does a normal week look like for the manager?
    - I: It's quite varied. Mondays are deliveries and the weekends are all customers.
    ? C: And would I get any training?
    - I: Two weeks in the Leeds branch.
    - C: Lovely, that's everything from me.
    - I: Perfect. We'll be in touch by Thursday.
"""
LINES = [line.strip() for line in TALK.strip().splitlines()]
ASKED = {at for at, line in enumerate(LINES) if line.startswith("?")}
ANSWERED_BY = {at: [at + 1] for at in ASKED} | {20: [23]}
"""By line: what follows at once, except after the request to explain."""


def found(punctuated: bool) -> dict[int, list[int]]:
    turns = script("\n".join(line[2:] for line in LINES), punctuated)
    place = {turn.id: at for at, turn in enumerate(turns)}
    assert len(turns) == len(LINES)
    made = pairs(turns, HAND_SET)
    return {place[pair.id]: [place[turn] for turn in pair.answer_turns] for pair in made}


def test_every_question_finds_its_answer_and_nothing_else_is_one() -> None:
    assert found(punctuated=True) == ANSWERED_BY


@pytest.mark.parametrize("share", [0.9])
def test_most_do_without_punctuation(share: float) -> None:
    heard = found(punctuated=False)
    assert heard.keys() <= ASKED
    right = [at for at in ASKED if heard.get(at) == ANSWERED_BY[at]]
    assert len(right) >= share * len(ASKED)
