// Who said what and when: follows the player and is followed by it.

const EDGE = 48; // pixels from the end within which the reader is at the end

export function render({ model }) {
  const parts = {
    list: el("ol", { class: "turns" }),
    drafts: el("ol", { class: "turns drafts", "aria-label": "Being heard" }),
    empty: el("div", { class: "empty" }),
    query: el("input", { type: "search", placeholder: "Search the script", "aria-label": "Search the script" }),
    count: el("span", { class: "count", role: "status" }),
    about: el("p", { class: "word-about" }),
    said: el("p", { class: "said-so", role: "status" }),
    follow: el("button", { class: "floating", type: "button", hidden: true }, "Back to what is playing"),
    news: el("button", { class: "floating news", type: "button", hidden: true }),
    talk: el("dl", { class: "talk" }),
  };
  const scroller = el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Who said what",
    "aria-description": "Arrow keys go from word to word and from turn to turn, Enter plays." },
    parts.empty, parts.list, parts.drafts);
  const step = (name, label, by) => el("button", { class: "small", type: "button", "aria-label": label, title: label, onclick: () => jump(by) }, icon(name));
  const doubts = pressed("Confidence", "Show how sure each word is", (on) => root.classList.toggle("doubts", on));
  const correct = pressed("Correct", "Correct words and speakers", (on) => root.classList.toggle("correcting", on) || editor.close());
  const root = el("section", { class: "script", "aria-label": "Script" },
    el("div", { class: "tools" }, parts.query, parts.count, step("up", "Hit before", -1), step("down", "Next hit", 1),
      el("span", { class: "grow" }), doubts, correct),
    parts.talk,
    el("p", { class: "legend" }, "How sure each word is:", el("span", { class: "word middling" }, "under 80 %"), el("span", { class: "word low" }, "under 50 %")),
    el("div", { class: "stage" }, scroller, el("div", { class: "floats" }, parts.follow, parts.news)),
    parts.about, parts.said);

  const kept = `workbench:scroll:${model.session}`; // where a page that is loaded again goes on
  let order = [];
  let words = null; // of the order, once they are asked for: most changes of a live page need none
  let now = 0; // where the player is
  let following = true;
  let lit = [];
  let marked = [];
  let corrected = [];
  let [all, hit] = [[], -1]; // what is searched for
  let unseen = 0;
  let begun = false;
  const elements = new Map();
  const element = (id) => elements.get(id);
  const spoken = () => (words ??= new Spoken(order));
  const editor = correcting(model, root, parts, spoken);

  function pressed(label, title, turned) {
    const button = el("button", { class: "small toggle", type: "button", title, "aria-pressed": "false" }, label);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      turned(on);
    });
    return button;
  }

  // scrolling

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < EDGE;

  function reveal(node, eager = false) {
    const [box, view] = [node.getBoundingClientRect(), scroller.getBoundingClientRect()];
    if (!eager && box.top > view.top + 0.12 * view.height && box.bottom < view.top + 0.7 * view.height) return;
    const top = scroller.scrollTop + box.top - view.top - 0.3 * view.height;
    scroller.scrollTo({ top, behavior: calm() || eager ? "instant" : "smooth" });
  }

  function leave() {
    if (!following) return;
    following = false;
    parts.follow.hidden = !lit.length;
  }

  function come() {
    following = true;
    parts.follow.hidden = true;
    if (lit[0]) reveal(lit[0]);
  }

  for (const name of ["wheel", "touchmove", "pointerdown"]) scroller.addEventListener(name, (event) => {
    if (name !== "pointerdown" || event.target === scroller) leave();
  }, { passive: true });
  scroller.addEventListener("scroll", () => {
    if (atEnd()) noted(0);
    sessionStorage.setItem(kept, scroller.scrollTop);
  }, { passive: true });
  parts.follow.addEventListener("click", come);
  parts.news.addEventListener("click", () => {
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: calm() ? "instant" : "smooth" });
    noted(0);
  });

  function noted(count) {
    unseen = count;
    parts.news.hidden = !count;
    parts.news.textContent = `${counted(count, "new turn")} ↓`;
  }

  // what the server tells

  function draw(known, fresh) {
    const tailing = begun && atEnd();
    const before = new Set(order.map(([id]) => id));
    const added = fresh.changed.filter((id) => begun && !before.has(id));
    if (fresh.changed.length || fresh.gone.length) {
      order = arrange(parts.list, known, fresh, elements);
      words = null; // of another order
      if (fresh.changed.some((id) => sounds(known.rows.get(id)))) bus.say("ask", {});
      if (parts.query.value) search();
    }
    if ("drafts" in fresh.facts) parts.drafts.replaceChildren(...known.facts.drafts.map(draftElement));
    if ("talk" in fresh.facts) parts.talk.replaceChildren(...talk(known.facts.talk));
    if (fresh.changed.length || "waiting" in fresh.facts) foresee(known.facts.waiting);
    correct.hidden = !known.facts.may_correct;
    vacant(known);
    requestAnimationFrame(() => {
      fit();
      if (tailing) scroller.scrollTop = scroller.scrollHeight;
    });
    if (tailing) scroller.scrollTop = scroller.scrollHeight;
    else if (added.length) noted(unseen + added.length);
    if (!begun) begin();
  }

  // Words that somebody has corrected and that are still shown as they were.
  function foresee(waiting) {
    corrected.forEach((node) => { node.classList.remove("waiting"); node.removeAttribute("title"); });
    corrected = Object.keys(waiting).map(element).filter(Boolean);
    corrected.forEach((node) => { node.classList.add("waiting"); node.title = `Corrected: ${waiting[node.dataset.id]}`; });
  }

  function vacant({ rows, facts }) {
    parts.empty.hidden = rows.size > 0 || facts.drafts?.length > 0;
    const live = facts.status === "live";
    parts.empty.replaceChildren(
      el("h3", {}, live ? "Nothing has been said yet" : "There is no script yet"),
      el("p", {}, live ? "Words appear here a second or two after they are spoken." : "It is made by running the session:"),
      live ? "" : el("code", {}, `workbench run ${model.session}`));
  }

  function begin() {
    begun = true;
    const [search, hash] = [new URLSearchParams(location.search), new URLSearchParams(location.hash.slice(1))];
    const linked = (hash.get("w") ?? search.get("words") ?? "").split(",").map((id) => spoken().get(id)).filter(Boolean);
    if (linked.length) return laidOut(() => visit(linked, search.get("play") === "1"));
    laidOut(() => { scroller.scrollTop = Number(sessionStorage.getItem(kept) ?? 0); });
    bus.say("ask", {});
  }

  function laidOut(done) {
    if (scroller.clientHeight) fit(), done();
    else requestAnimationFrame(() => laidOut(done));
  }

  function visit(words, play) {
    marked.forEach((node) => node.classList.remove("marked"));
    marked = words.map((word) => element(word.id));
    marked.forEach((node) => node.classList.add("marked"));
    following = false;
    reveal(marked[0], true);
    focusOn(marked[0], false);
    bus.seek(words[0].start, { play, until: Math.max(...words.map((word) => word.end)) + 0.15 });
  }

  listen(model, window, "hashchange", () => begun && begin());

  // what the player tells

  const sounds = ({ start, end }) => start <= now && now < end + 0.1;

  bus.hear(model, "time", ({ time, playing }) => {
    now = time;
    const said = spoken().sounding(time).map((word) => element(word.id)).filter(Boolean);
    if (said.length === lit.length && said.every((node, at) => node === lit[at])) return;
    lit.forEach((node) => node.classList.remove("now"));
    said.forEach((node) => node.classList.add("now"));
    if (said.length) lit = said;
    if (said.length && following && playing) reveal(said[0]);
    parts.follow.hidden = following || !playing;
  });

  // the reader's doings

  function hear(word, play = true) {
    following = true;
    bus.seek(word.start, { play, word: word.id });
  }

  function focusOn(node, move = true) {
    root.querySelectorAll(".word[tabindex='0']").forEach((other) => other.setAttribute("tabindex", -1));
    node.setAttribute("tabindex", 0);
    if (move) node.focus();
    describe(spoken().get(node.dataset.id));
  }

  function describe(word) {
    if (!word) return;
    parts.about.textContent = `“${word.text}” · ${named(word.speaker)} · ${word.start.toFixed(2)}–${word.end.toFixed(2)} s · heard with confidence ${percent(word.confidence)}${element(word.id)?.title ? ` · ${element(word.id).title}` : ""}`;
  }

  parts.list.addEventListener("click", (event) => {
    const when = event.target.closest(".when");
    const node = when ? when.closest(".turn").querySelector(".word") : event.target.closest(".word");
    if (!node) return;
    const edits = root.classList.contains("correcting") && !when;
    if (!edits) hear(spoken().get(node.dataset.id)); // first: the rest takes its time
    focusOn(node, !when);
    if (edits) editor.open(node);
  });

  parts.list.addEventListener("pointerover", (event) => {
    const node = event.target.closest(".word");
    if (node) describe(spoken().get(node.dataset.id));
  });

  scroller.addEventListener("keydown", (event) => {
    if (["PageUp", "PageDown", "Home", "End"].includes(event.key)) leave();
    const node = event.target.closest?.(".word");
    if (!node) return;
    const word = spoken().get(node.dataset.id);
    if (event.key === "Enter") {
      event.preventDefault();
      if (root.classList.contains("correcting")) editor.open(node);
      else hear(word);
    }
    const next = beside(event.key, node);
    if (!next) return;
    event.preventDefault();
    leave();
    focusOn(next);
    next.scrollIntoView({ block: "nearest" });
  });

  function beside(key, node) {
    const turn = node.closest(".turn");
    if (key === "ArrowRight") return node.nextElementSibling ?? first(turn.nextElementSibling);
    if (key === "ArrowLeft") return node.previousElementSibling ?? turn.previousElementSibling?.querySelector(".word:last-of-type");
    if (key === "ArrowDown") return first(turn.nextElementSibling);
    if (key === "ArrowUp") return first(turn.previousElementSibling);
    return null;
  }

  const first = (turn) => turn?.querySelector(".word");

  scroller.addEventListener("focus", () => {
    if (!root.querySelector(".word[tabindex='0']")) first(parts.list.firstElementChild)?.setAttribute("tabindex", 0);
  });

  // search

  function search() {
    root.querySelectorAll(".hit").forEach((node) => node.classList.remove("hit", "chosen"));
    all = found(order, parts.query.value);
    all.flat().forEach((id) => element(id)?.classList.add("hit"));
    hit = Math.min(hit, all.length - 1);
    tally();
  }

  function tally() {
    const asked = parts.query.value.trim();
    parts.count.textContent = !asked ? "" : all.length ? `${Math.max(hit, 0) + 1} of ${all.length}` : "not found";
  }

  function jump(by) {
    if (!all.length) return;
    all[hit]?.forEach((id) => element(id)?.classList.remove("chosen"));
    hit = (hit + by + all.length) % all.length;
    const nodes = all[hit].map(element);
    nodes.forEach((node) => node.classList.add("chosen"));
    leave();
    reveal(nodes[0], true);
    tally();
  }

  parts.query.addEventListener("input", () => {
    hit = -1;
    search();
    jump(1);
  });
  parts.query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") jump(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { parts.query.value = ""; search(); }
  });
  listen(model, document, "keydown", (event) => {
    if (event.key !== "/" || typing(event)) return;
    event.preventDefault();
    parts.query.focus();
  });

  // the height that is left on the screen

  function fit() {
    const above = `${Math.round(scroller.getBoundingClientRect().top + window.scrollY)}px`;
    if (above !== scroller.style.getPropertyValue("--above")) scroller.style.setProperty("--above", above);
  }
  listen(model, window, "resize", fit);
  model.on("after_layout", fit);
  requestAnimationFrame(fit);
  mirror(model, draw, { tell: editor.told, leave: () => vacate(root) });
  return root;
}
