// The host makes interviews and hands out links.

import { ask, byId, element, sentence, tell } from "./page.js";

const token = location.hash.slice(1) || sessionStorage.getItem("host") || "";

function only(...names) {
  for (const name of ["visitor", "host", "links", "list"]) byId(name).hidden = !names.includes(name);
  document.body.dataset.state = names[0];
}

async function attempt(work) {
  tell(byId("failure"), "");
  try {
    await work();
  } catch (error) {
    tell(byId("failure"), error.message);
  }
}

function showLinks(made) {
  for (const role of ["candidate", "interviewer"]) byId(role).value = made.links[role];
  byId("qr").src = made.qr;
  const { pathname, hash } = new URL(made.links.interviewer);
  byId("enter").href = pathname + hash; // by the name whose certificate was accepted already
  byId("expires").textContent = new Date(made.expires * 1000).toLocaleString();
  byId("copied").textContent = "";
  only("links", "list");
  byId("links").querySelector("h1").focus();
}

async function list() {
  showList(await ask("/api/host/sessions", { token }));
}

function showList(sessions) {
  byId("sessions").replaceChildren(...sessions.map(row));
  byId("list").hidden = sessions.length === 0;
}

function row({ session, title, status }) {
  const made = element("tr");
  const buttons = element("div", "", { class: "buttons" });
  if (status === "planned" || status === "live") {
    const button = element("button", "Show", { type: "button", "aria-label": `Links of ${title}` });
    const address = `/api/host/sessions/${session}/links`;
    button.onclick = () =>
      attempt(async () => showLinks(await ask(address, { method: "POST", token, body: {} })));
    buttons.append(button);
  }
  if (status === "planned") buttons.append(removal(session, title));
  const cell = element("td");
  cell.append(buttons);
  made.append(element("td", title), element("td", sentence(status).slice(0, -1)), cell);
  return made;
}

/** Asks before it removes. */
function removal(session, title) {
  const named = { type: "button", class: "danger", "aria-label": `Remove ${title}` };
  const button = element("button", "Remove", named);
  button.onclick = () => {
    byId("doomed").textContent = title;
    byId("sure").showModal();
    byId("sure").onclose = () => byId("sure").returnValue === "remove" && remove(session);
  };
  return button;
}

function remove(session) {
  byId("sure").returnValue = "";
  attempt(async () => {
    const address = `/api/host/sessions/${session}`;
    showList(await ask(address, { method: "DELETE", token }));
    only("host", ...(byId("sessions").childElementCount ? ["list"] : [])); // its links lead nowhere
  });
}

byId("terms").onsubmit = (event) => {
  event.preventDefault();
  attempt(async () => {
    const body = {
      title: byId("title").value,
      purpose: byId("purpose").value,
      behaviour: byId("behaviour").value,
      retention_days: Number(byId("days").value),
    };
    showLinks(await ask("/api/host/sessions", { method: "POST", token, body }));
    await list();
  });
};

byId("purpose").onchange = () => {
  const [, , affect] = byId("behaviour").options;
  affect.disabled = byId("purpose").value === "selection";
  if (affect.disabled && affect.selected) byId("behaviour").value = "observables";
};

byId("paste").onsubmit = (event) => {
  event.preventDefault();
  const found = byId("pasted").value.trim().match(/\/((?:candidate|interviewer)?#\S+)$/);
  if (found) location.href = `/${found[1]}`;
  else tell(byId("failure"), "This is not a whole link. Copy all of it, with what follows the #.");
};

for (const button of document.querySelectorAll("[data-copy]")) {
  button.onclick = async () => {
    const field = byId(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      byId("copied").textContent = `The ${field.id}'s link is copied.`;
    } catch {
      byId("copied").textContent = "The link is selected: copy it with your keyboard.";
    }
  };
}

byId("another").onclick = () => {
  byId("terms").reset();
  only("host", "list");
  byId("title").focus();
};

window.onhashchange = () => location.reload();

if (token) {
  sessionStorage.setItem("host", token);
  attempt(async () => {
    only("visitor");
    await list();
    only("host", ...(byId("sessions").childElementCount ? ["list"] : []));
  });
} else {
  only("visitor");
}
