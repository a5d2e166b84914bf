// Questions, what answers them, and what the answers are evidence of.

const KINDS = {
  question: "Question", follow_up: "Follow-up", clarification: "Clarification", candidate_question: "Candidate asks",
};
const SIFTS = {
  all: ["All", () => true],
  unanswered: ["Unanswered", (row) => !row.answered],
  follow_up: ["Follow-ups", (row) => row.kind === "follow_up" || row.kind === "clarification"],
  candidate: ["Candidate asks", (row) => row.kind === "candidate_question"],
};

export function render({ model }) {
  const list = el("ol", { class: "pairs" });
  const empty = el("div", { class: "empty" });
  const covered = el("p", { class: "covered", hidden: true });
  const said = el("p", { class: "said-so", role: "status" });
  const sifts = el("div", { class: "tools", role: "group", "aria-label": "Which questions" });
  const root = el("section", { class: "qa", "aria-label": "Questions and answers" }, sifts, covered, empty, list, said);
  let sift = "all";
  let opened = false;
  let time = -1;

  function draw(known, fresh) {
    arrange(known, fresh);
    cover(known.facts);
    choices([...known.rows.values()]);
    vacant(known);
    mark();
    if (!opened && known.rows.size) visit();
  }

  function cover({ covered: hides, role }) {
    covered.hidden = !hides;
    covered.replaceChildren(...(role === "examiner"
      ? ["Evidence is covered until you have rated this candidate: read and listen first. ",
        el("button", { class: "small", type: "button", onclick: () => bus.say("rate", {}) }, "Give my rating")]
      : ["Evidence is covered until an examiner has rated this candidate."]));
  }

  function arrange(known, fresh) {
    const shown = new Map([...list.children].map((item) => [item.dataset.id, item]));
    for (const id of fresh.gone) shown.get(id)?.remove();
    const stale = new Set("may_correct" in fresh.facts ? known.rows.keys() : fresh.changed);
    const order = [...known.rows].sort(([, a], [, b]) => a.start - b.start);
    order.forEach(([id, row], at) => {
      let item = shown.get(id);
      if (!item || stale.has(id)) {
        const next = pair(id, row, at, known.facts);
        if (item?.querySelector(".evidence")?.open) next.querySelector(".evidence")?.setAttribute("open", "");
        item?.replaceWith(next);
        item = next;
      }
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    });
  }

  function pair(id, row, at, facts) {
    const item = el("li", { class: "pair", "data-id": id, "data-start": row.start, "data-end": row.end, tabindex: -1 },
      el("div", { class: "head" },
        el("span", { class: "kind" }, `${row.number} · ${KINDS[row.kind]}`), when(row.start, "Play from the question"),
        row.answered ? null : el("span", { class: "flag open" }, "nobody answered"),
        el("span", { class: "grow" }),
        sure("How sure it is that this is a question with these answers", "confidence", row.confidence),
        sure("Probability that nobody answered", "unanswered", row.unanswered)),
      el("h3", { class: "question" }, badge(row.kind === "candidate_question" ? "candidate" : "interviewer"), el("span", {}, row.question)),
      ...row.answers.map((turn) => answer(id, turn, facts)));
    if (!row.answered) item.append(el("p", { class: "nothing" }, "No turn answers this question."));
    if (row.evidence.length) item.append(evidence(row.evidence));
    if (facts.may_correct && row.others.length) item.append(more(id, row.others));
    item.sifted = row;
    item.hidden = !SIFTS[sift][1](row);
    return item;
  }

  function when(start, label) {
    return el("button", { class: "when", type: "button", "aria-label": `${label} at ${spelled(start)}`, onclick: () => bus.seek(start, { play: true }) }, clock(start));
  }

  function sure(title, label, share) {
    return el("span", { class: "sure", title }, `${label} ${percent(share)}`);
  }

  function answer(question, turn, facts) {
    const off = el("button", {
      class: "small", type: "button", title: "Say that this turn does not answer the question",
      onclick: () => { said.textContent = "Saving …"; model.send_msg({ do: "link", question, turn: turn.id, answers: false }); },
    }, "Not an answer");
    return el("div", { class: `answer ${turn.speaker}` },
      el("div", { class: "head" }, badge(turn.speaker), when(turn.start, "Play the answer"),
        turn.p === undefined ? null : sure("Probability that this turn answers", "linked", turn.p),
        el("a", { href: `script#w=${turn.id}` }, "in the script"),
        el("span", { class: "grow" }), facts.may_correct ? off : null),
      el("p", {}, turn.text));
  }

  function more(question, others) {
    const select = el("select", { "aria-label": "Turn that answers" },
      ...others.map(([id, start, text]) => el("option", { value: id }, `${clock(start)} ${text.slice(0, 70)}`)));
    return el("details", { class: "more" }, el("summary", {}, "Another turn answers"), select, " ",
      el("button", { class: "small", type: "button", onclick: () => {
        said.textContent = "Saving …";
        model.send_msg({ do: "link", question, turn: select.value, answers: true });
      } }, "Add as answer"));
  }

  function evidence(found) {
    return el("details", { class: "evidence" },
      el("summary", {}, counted(found.length, "piece"), " of evidence"),
      el("ul", {}, ...found.map(finding)));
  }

  function finding(one) {
    const about = one.dimension.replaceAll("_", " ") + (one.requirement ? `: ${one.requirement}` : "");
    const [start, end] = one.times[0] ?? [null, null];
    const hear = start === null ? null : el("button", {
      class: "quote", type: "button", "aria-label": `Hear: ${one.quote}`,
      onclick: () => bus.seek(start, { play: true, until: end + 0.15 }),
    }, `“${one.quote}”`);
    return el("li", { "data-id": one.id },
      el("div", { class: "head" }, el("span", { class: "about" }, about), gauge(one), el("span", { class: "grow" }),
        one.words.length ? el("a", { href: `script?words=${one.words.join()}` }, "words") : null,
        el("small", {}, one.scorer)),
      hear ?? el("p", {}, one.quote));
  }

  // A value on 0 to 1 with its 80 % interval.
  function gauge({ value, sd }) {
    const [low, high] = [-1.2816, 1.2816].map((by) => Math.max(0, Math.min(1, value + by * sd)));
    return el("span", { class: "gauge", title: `80 % interval ${low.toFixed(2)}–${high.toFixed(2)}` },
      el("span", { class: "scale", "aria-hidden": "true" },
        el("span", { class: "span", style: `left: ${100 * low}%; width: ${100 * (high - low)}%` }),
        el("span", { class: "dot", style: `left: ${100 * value}%` })),
      `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`);
  }

  function choices(rows) {
    sifts.replaceChildren(...Object.entries(SIFTS).map(([name, [label, keeps]]) => el("button", {
      class: "small toggle", type: "button", "aria-pressed": String(name === sift),
      onclick: () => {
        sift = name;
        for (const item of list.children) item.hidden = !keeps(item.sifted);
        choices(rows);
        sifts.querySelector("[aria-pressed=true]").focus();
      },
    }, `${label} ${rows.filter(keeps).length}`)));
    sifts.hidden = !rows.length;
  }

  function vacant({ rows, facts }) {
    empty.hidden = rows.size > 0;
    const live = facts.status === "live";
    empty.replaceChildren(el("h3", {}, live ? "No question has been asked yet" : "No questions are found yet"),
      el("p", {}, live ? "Questions and their answers appear here as soon as they are understood." : "They are made by running the session:"),
      live ? "" : el("code", {}, `workbench run ${model.session}`));
  }

  // ?pair=<id> of the address

  function visit() {
    opened = true;
    const wanted = new URLSearchParams(location.search).get("pair") ?? location.hash.slice(1);
    const item = [...list.children].find((one) => one.dataset.id === wanted);
    if (!item) return bus.say("ask", {});
    item.querySelector(".evidence")?.setAttribute("open", "");
    item.classList.add("marked");
    item.focus({ preventScroll: true });
    requestAnimationFrame(() => item.scrollIntoView({ block: "center" }));
    bus.seek(Number(item.dataset.start));
  }

  function mark() {
    for (const item of list.children) {
      item.classList.toggle("now", time >= Number(item.dataset.start) && time < Number(item.dataset.end));
    }
  }

  bus.hear(model, "time", (told) => {
    time = told.time;
    mark();
  });
  function tell({ done, failed }) {
    said.textContent = done ?? failed;
    said.classList.toggle("failed", Boolean(failed));
  }

  mirror(model, draw, { tell, leave: () => vacate(root) });
  return root;
}
