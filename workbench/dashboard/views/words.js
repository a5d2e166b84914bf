// Turns as elements, and which word is being said.

const FLAGS = {
  overlap: ["overlap", "overlaps", "Both talk here at once"],
  backchannel: ["nod", "back-channel", "A sign of listening that does not take the floor"],
  repaired: ["mend", "repaired", "The other's voice was heard in this track and taken out"],
  edited: ["pencil", "edited", "A person has corrected what was heard"],
};
const DOUBTS = [[0.5, "low"], [0.8, "middling"]];

function doubt(confidence) {
  return DOUBTS.find(([most]) => confidence < most)?.[1] ?? "";
}

function wordElement([id, text, , , confidence]) {
  return el("span", { class: `word ${doubt(confidence)}`, "data-id": id, tabindex: -1 }, text);
}

function flagElement(name, more = "") {
  const [shape, label, title] = FLAGS[name];
  return el("span", { class: `flag ${name}`, title }, icon(shape), `${label}${more}`);
}

function flagElements({ flags = [], overlap }) {
  const shared = overlap ? [flagElement("overlap", ` ${overlap.toFixed(1)} s`)] : [];
  const others = flags.filter((name) => name in FLAGS && !(name === "overlap" && overlap));
  return [...shared, ...others.map((name) => flagElement(name))];
}

function turnElement(id, row) {
  const name = named(row.speaker);
  const kind = (row.flags ?? []).includes("backchannel") ? " nodding" : "";
  const item = el("li", { class: `turn ${row.speaker}${kind}`, "data-id": id });
  if (row.missing) {
    item.classList.add("missing");
    item.append(el("div", { class: "body" }, `${clock(row.start)} · ${name}'s voice is missing for ${(row.end - row.start).toFixed(1)} s (${row.missing})`));
    return item;
  }
  if (row.pause) item.append(el("p", { class: "pause" }, `${row.pause.toFixed(1)} s of silence`));
  const listen = el("button", { class: "when", type: "button", "aria-label": `Play from ${spelled(row.start)}` }, clock(row.start));
  item.append(el("div", { class: "body" },
    el("div", { class: "head" }, badge(row.speaker), el("span", { class: "who" }, name), listen, ...flagElements(row)),
    el("p", { class: "said" }, ...row.words.flatMap((word) => [wordElement(word), " "]))));
  return item;
}

function draftElement([speaker, start, , text]) {
  return el("li", { class: `turn draft ${speaker}` }, el("div", { class: "body" },
    el("div", { class: "head" }, badge(speaker), el("span", { class: "who" }, named(speaker)),
      el("span", { class: "when" }, clock(start)), el("span", { class: "flag" }, "being heard, may change")),
    el("p", { class: "said" }, text)));
}

// Puts what changed where it belongs by time, without touching what stayed; `elements` are words by id.
function arrange(list, known, fresh, elements) {
  const shown = new Map([...list.children].map((item) => [item.dataset.id, item]));
  for (const id of fresh.gone) shown.get(id)?.remove();
  const order = [...known.rows].sort(([a, one], [b, other]) => one.start - other.start || (a < b ? -1 : 1));
  const stale = new Set(fresh.changed);
  let at = list.firstElementChild;
  for (const [id, row] of order) {
    let item = shown.get(id);
    if (!item || stale.has(id)) {
      const next = turnElement(id, row);
      for (const word of next.querySelectorAll(".word")) elements.set(word.dataset.id, word);
      if (item === at && item) at = next;
      if (item) item.replaceWith(next);
      item = next;
    }
    if (item === at) at = at.nextElementSibling;
    else list.insertBefore(item, at);
  }
  return order;
}

// All words in the order of their beginnings, and those that sound at a time.
class Spoken {
  constructor(order) {
    this.words = order.flatMap(([turn, row]) => (row.words ?? []).map(([id, text, start, end, confidence]) =>
      ({ id, text, start, end, confidence, turn, speaker: row.speaker })));
    this.words.sort((a, b) => a.start - b.start);
    this.byId = new Map(this.words.map((word, at) => [word.id, at]));
  }

  get(id) {
    return this.words[this.byId.get(id)];
  }

  // The last word that has begun.
  at(time) {
    let [low, high] = [0, this.words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle].start <= time + 0.01) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  sounding(time) {
    const last = this.at(time);
    return this.words.slice(Math.max(0, last - 5), last + 1).filter((word) => time < word.end + 0.08);
  }
}
