// What both pages need: elements, sections, requests.

export const byId = (id) => document.getElementById(id);

export function show(name) {
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = section.id !== name;
  }
  document.body.dataset.state = name;
  byId(name).querySelector("h1").focus();
}

export function tell(element, text, bad = true) {
  if (element.textContent !== text) element.textContent = text; // or it would be read out again
  element.hidden = !text;
  element.classList.toggle("bad", bad);
}

export function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** A request for JSON, with JSON or a file as its body; an Error has words for the person. */
export async function ask(address, { method = "GET", token = "", body } = {}) {
  const headers = { Authorization: `Bearer ${token}` };
  const plain = body === undefined || body instanceof Blob;
  if (!plain) headers["Content-Type"] = "application/json";
  const sent = plain ? body : JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(address, { method, headers, body: sent });
  } catch {
    throw new Error("The server does not answer. Is it running, and are you on its network?");
  }
  const told = await answer.json().catch(() => ({ error: "The server failed. Try again." }));
  if (!answer.ok) throw new Error(sentence(told.error));
  return told;
}

export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
}
