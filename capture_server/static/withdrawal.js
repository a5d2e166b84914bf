// What a candidate takes back after the call.

import { ask, byId, element, show, tell } from "./page.js";

/** `leave` is called when nothing more is wanted. */
export function watchWithdrawal(token, leave) {
  for (const button of document.querySelectorAll(".withdraw")) button.onclick = () => open(token);
  byId("keep").onclick = leave;
  byId("withdrawing").onsubmit = (event) => {
    event.preventDefault();
    confirm(byId("withdrawing").elements.scope.value);
  };
  byId("forever").onclose = () => {
    const { returnValue } = byId("forever");
    byId("forever").returnValue = "";
    if (returnValue === "erase") withdraw(token, byId("withdrawing").elements.scope.value);
  };
}

async function open(token) {
  tell(byId("failure"), "");
  tell(byId("withdrawal-done"), "");
  try {
    const { withdrawal, expires } = await ask("/api/invite", { token });
    const day = new Date(expires * 1000).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    byId("until").textContent = `You can do this with your link until ${day}.`;
    offer(withdrawal);
    show("withdrawal");
  } catch (error) {
    tell(byId("failure"), error.message);
  }
}

function offer(choices) {
  const fieldset = byId("withdrawals");
  fieldset.replaceChildren(fieldset.firstElementChild, ...choices.map(choice));
  byId("withdrawing").hidden = !choices.length;
}

function choice({ scope, title, text }, place) {
  const label = element("label", "", { class: "choice" });
  const button = element("input", "", { type: "radio", name: "scope", value: scope });
  button.checked = place === 0;
  label.append(button, element("b", title), element("span", text));
  return label;
}

function confirm(scope) {
  const chosen = byId("withdrawing").querySelector(`[value=${scope}]`).parentElement;
  byId("forever-text").textContent = chosen.querySelector("span").textContent;
  byId("forever").showModal();
}

async function withdraw(token, scope) {
  tell(byId("failure"), "");
  try {
    offer(await ask("/api/withdrawal", { method: "POST", token, body: { scope } }));
    const done = "It is removed. What programs noted of it elsewhere goes within about a minute, or as soon as the host's computer runs again.";
    tell(byId("withdrawal-done"), done, false);
  } catch (error) {
    tell(byId("failure"), error.message);
  }
}
