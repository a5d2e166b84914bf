// What a person agrees to, each on its own: before the call, and changed during it.

import { byId, element, tell } from "./page.js";

const NAMES = ["recording", "transcription", "behaviour"];

/** Offer the choices in a fieldset, below its legend. */
export function offer(fieldset, scopes, agreed = {}) {
  const legend = fieldset.firstElementChild;
  fieldset.replaceChildren(legend, ...scopes.map((scope) => choice(scope, agreed[scope.name])));
}

function choice({ name, title, text, required }, agreed = false) {
  const label = element("label", "", { class: "choice" });
  const box = element("input", "", { type: "checkbox", name });
  box.checked = agreed;
  const heading = element("b", required ? `${title} (needed)` : title);
  label.append(box, heading, element("span", text));
  return label;
}

/** The consent that a form says, or the same answer to all. */
export function consent(form, version, all) {
  const agreed = (name) => form.elements[name]?.checked ?? false;
  const scopes = Object.fromEntries(NAMES.map((name) => [name, all ?? agreed(name)]));
  return { type: "consent", scopes, text_version: version };
}

/** Let a person change their mind in the call. */
export function watchChoices({ scopes, version }, current, send) {
  byId("choices").onclick = () => {
    offer(byId("chosen"), scopes, current());
    byId("choosing").showModal();
  };
  byId("choosing").onclose = () => {
    if (byId("choosing").returnValue === "choose") send(consent(byId("choosing-form"), version));
    byId("choosing").returnValue = "";
  };
}

/** Say who is not recorded, or whose words are not written down. */
export function showConsents(consents, role, other) {
  const own = consents[role];
  const words = [
    own.recording === false &&
      "You took back your consent: nothing of you is recorded. You can still talk, or leave.",
    own.recording && !own.transcription && "What you say is not written down.",
    consents[other].recording === false &&
      `The ${other} took back their consent: nothing of them is recorded.`,
  ];
  tell(byId("withdrawn"), words.filter(Boolean).join(" "), false);
}
