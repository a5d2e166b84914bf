// The browser's half of component.py: rows by id and facts by name, kept as the server has them.

function patched(row, patch) {
  const { keep, ...columns } = patch;
  const next = { ...row, ...columns };
  if (keep !== undefined) next.words = [...row.words.slice(0, keep), ...columns.words];
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== null));
}

function take(known, message) {
  const put = message.put ?? {};
  const before = (id) => (message.whole ? {} : known.rows.get(id) ?? {});
  const gone = message.whole ? [...known.rows.keys()].filter((id) => !(id in put)) : message.gone ?? [];
  const changed = [];
  for (const id of gone) known.rows.delete(id);
  for (const [id, patch] of Object.entries(put)) {
    const row = patched(before(id), patch);
    if (JSON.stringify(row) === JSON.stringify(known.rows.get(id))) continue;
    known.rows.set(id, row);
    changed.push(id);
  }
  Object.assign(known.facts, message.facts ?? {});
  return { changed, gone, facts: message.facts ?? {} };
}

// `draw` gets what is known and what of it is new; `tell` gets answers to what was asked for; `leave`
// clears the page of a session that is deleted.
function mirror(model, draw, { tell = () => {}, leave = () => {} } = {}) {
  const known = { rows: new Map(), facts: {} };
  let number = null;
  const hello = () => {
    number = null;
    model.send_msg({ say: "hello" });
  };
  const again = setInterval(() => number === null && hello(), 5000);
  model.on("remove", () => clearInterval(again));
  model.on("msg:custom", ({ told, ...answer }) => {
    if (!told) return tell(answer);
    const message = JSON.parse(told);
    if (message.erased) return bus.say("gone", {});
    if (!message.whole && (number === null || message.number <= number)) return;
    if (!message.whole && message.number !== number + 1) return hello();
    number = message.number;
    draw(known, take(known, message));
  });
  bus.hear(model, "gone", () => {
    clearInterval(again);
    leave();
  });
  model.document?.on_event("client_reconnected", hello);
  hello();
  return known;
}
