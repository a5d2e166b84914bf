// The form with which a person corrects a word or whose words they are.

function correcting(model, root, parts, spoken) {
  let open = null;

  function close() {
    open?.form.remove();
    open = null;
  }

  function show(node) {
    close();
    const word = spoken().get(node.dataset.id);
    const turn = node.closest(".turn");
    const other = word.speaker === "candidate" ? "interviewer" : "candidate";
    const text = el("input", { type: "text", value: word.text, "aria-label": "What was said", maxlength: 200 });
    const form = el("form", { class: "editor", onsubmit: (event) => { event.preventDefault(); ask({ do: "word", word: word.id, text: text.value }); } },
      el("label", {}, `Heard “${word.text}”, was said: `, text),
      el("button", { class: "small strong", type: "submit" }, "Save word"),
      el("button", { class: "small", type: "button", onclick: () => bus.seek(word.start - 0.3, { play: true, until: word.end + 0.3 }) }, "Hear it"),
      el("button", { class: "small", type: "button", onclick: () => ask({ do: "speaker", turn: turn.dataset.id, speaker: other }) }, `The ${other} said this turn`),
      el("button", { class: "small", type: "button", onclick: () => { close(); node.focus(); } }, "Cancel"));
    form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") { close(); node.focus(); }
    });
    turn.querySelector(".body").append(form);
    open = { form, node };
    text.select();
  }

  function ask(message) {
    open.form.querySelectorAll("button, input").forEach((one) => { one.disabled = true; });
    parts.said.textContent = "Saving …";
    model.send_msg(message);
  }

  function told({ done, failed }) {
    parts.said.textContent = done ?? failed;
    parts.said.classList.toggle("failed", Boolean(failed));
    if (done) close();
    else open?.form.querySelectorAll("button, input").forEach((one) => { one.disabled = false; });
  }

  return { open: show, close, told };
}
