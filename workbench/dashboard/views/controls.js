// What a person may do with a session; and the log of what was done.

const VALUES = ["no", "rather no", "undecided", "rather yes", "yes"];

export function render({ model }) {
  const said = el("p", { class: "said-so", role: "status" });
  const log = el("ol", { class: "log", "aria-label": "What was done" });
  const parts = {};
  const root = el("section", { class: "controls", "aria-label": "Controls" });
  let facts = {};

  const ask = (message) => {
    said.textContent = "Saving …";
    model.send_msg(message);
  };

  // What is half written outlasts a page that is loaded again.
  function remembered(field, name) {
    const key = `workbench:written:${model.session}:${name}`;
    field.value = sessionStorage.getItem(key) ?? "";
    field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
    return () => sessionStorage.removeItem(key);
  }

  const makers = {
    profiling() {
      const box = el("input", { type: "checkbox", role: "switch", onchange: () => ask({ do: "profiling", on: box.checked }) });
      const node = el("div", { class: "part" }, el("label", { class: "switch" }, box, "Profiling"),
        el("small", {}, "While it is off, answers are written down but not judged."));
      return { node, show: () => { box.checked = facts.profiling; box.disabled = !facts.may || facts.status !== "live"; node.hidden = facts.status !== "live"; } };
    },
    rating() {
      const stars = VALUES.map((label, at) => el("label", { class: "value" },
        el("input", { type: "radio", name: "value", value: at + 1, required: true }), el("strong", {}, at + 1), el("small", {}, label)));
      const reason = el("textarea", { name: "reason", rows: 2, required: true, maxlength: 2000, placeholder: "What does it rest on?", "aria-label": "Reason" });
      const forget = remembered(reason, "reason");
      const why = el("p", { class: "why" });
      const send = el("button", { class: "strong", type: "submit" }, "Keep this rating");
      const form = el("form", { class: "part", onsubmit: (event) => {
        event.preventDefault();
        ask({ do: "rating", value: Number(new FormData(form).get("value")), reason: reason.value });
      } }, el("fieldset", {}, el("legend", {}, "Your rating"), why, el("div", { class: "values" }, ...stars), reason, send));
      return { node: form, show() {
        form.hidden = !facts.may;
        why.textContent = facts.mine ? `You gave ${facts.mine} of 5. A new rating counts instead; the old one stays in the log.`
          : facts.covered ? "In a selection your own judgement comes first: profile, verdict and evidence are uncovered once you have rated."
            : "Would you go on with this candidate? Your own judgement, whatever the model says.";
      }, done: () => { form.reset(); forget(); } };
    },
    comment() {
      const text = el("textarea", { rows: 2, required: true, maxlength: 4000, "aria-label": "Comment", placeholder: "A note for the file" });
      const forget = remembered(text, "comment");
      const form = el("form", { class: "part", onsubmit: (event) => { event.preventDefault(); ask({ do: "comment", text: text.value }); } },
        el("h3", {}, "Comment"), text, el("button", { type: "submit" }, "Keep this comment"));
      return { node: form, show: () => { form.hidden = !facts.may; }, done: () => { form.reset(); forget(); } };
    },
    complete() {
      const node = el("div", { class: "part" },
        el("button", { type: "button", onclick: () => ask({ do: "complete" }) }, "Complete the session"),
        el("small", {}, "The interview is over: what was said last is judged, and nothing is added any more."));
      return { node, show: () => { node.hidden = !facts.may || facts.status !== "live"; } };
    },
    corrections() {
      const list = el("ul", { class: "log" });
      const node = el("details", { class: "part" }, el("summary", {}), list);
      return { node, show() {
        const made = facts.corrections ?? [];
        node.hidden = !made.length;
        node.firstChild.textContent = counted(made.length, "correction");
        list.replaceChildren(...made.map((one) => el("li", {}, el("strong", {}, one.who), ` ${one.said} `,
          facts.may ? el("button", { class: "small", type: "button", onclick: () => ask({ do: "take_back", correction: one.id }) }, "Take back") : null)));
      } };
    },
    log() {
      return { node: el("details", { class: "part" }, el("summary", {}, "Log"), log), show: () => {} };
    },
    delete() {
      const name = el("input", { type: "text", autocomplete: "off", "aria-label": "Name of the session" });
      const go = el("button", { class: "danger", type: "submit", disabled: true }, "Delete for good");
      const asked = el("p", {});
      name.addEventListener("input", () => { go.disabled = name.value.trim() !== model.session; });
      const form = el("form", { onsubmit: (event) => {
        event.preventDefault();
        go.disabled = true;
        ask({ do: "delete", name: name.value.trim() });
        said.textContent = "Deleting everywhere: this takes some seconds …";
      } }, asked, name, go);
      const node = el("details", { class: "part delete" }, el("summary", {}, "Delete this session"), form);
      return { node, show() {
        node.hidden = !facts.may;
        asked.replaceChildren("Recording, words, judgements and traces in all databases go for good; a receipt without personal data stays. Type ",
          el("code", {}, model.session), " to confirm.");
      } };
    },
  };

  for (const name of model.sections) {
    parts[name] = makers[name]();
    root.append(parts[name].node);
  }
  root.append(said);
  root.inert = true; // until it is known how things stand

  function draw(known) {
    root.inert = false;
    facts = known.facts;
    Object.values(parts).forEach((part) => part.show());
    const events = [...known.rows.values()].reverse();
    log.replaceChildren(...events.map(({ at, who, said: what }) => el("li", {},
      el("time", { datetime: new Date(1000 * at).toISOString() }, new Date(1000 * at).toLocaleString()), " ", el("strong", {}, who), ` ${what}`)));
  }

  function tell({ done, failed, receipt }) {
    said.textContent = done ?? failed;
    said.classList.toggle("failed", Boolean(failed));
    if (done) Object.values(parts).forEach((part) => part.done?.());
    if (receipt) said.after(el("p", {}, "The receipt, which is also kept in receipts.jsonl:"), el("pre", {}, JSON.stringify(receipt, null, 2)));
  }

  function leave() {
    root.replaceChildren(el("h3", {}, "This session is deleted"), said, el("a", { href: "/dashboard/sessions" }, "Back to the sessions"));
  }

  bus.hear(model, "rate", () => {
    parts.rating?.node.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    parts.rating?.node.querySelector("input").focus({ preventScroll: true });
  });
  mirror(model, draw, { tell, leave });
  return root;
}
