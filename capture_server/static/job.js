// The job description: pasted, dropped or opened, and shown as it is read.

import { ask, byId, element, tell } from "./page.js";

const KINDS = { must: "Required", nice: "An advantage", soft: "Personal" };
const LONGEST = 200_000;

export async function showJob(token) {
  const job = await ask("/api/job", { token });
  if (!byId("job").value) byId("job").value = job.text;
  preview(job);
}

export function watchJob(token) {
  const area = byId("job");
  byId("save").onclick = () => keep(token);
  byId("file").onchange = () => read(byId("file").files[0]);
  area.ondragover = (event) => {
    event.preventDefault();
    area.classList.add("dropping");
  };
  area.ondragleave = () => area.classList.remove("dropping");
  area.ondrop = (event) => {
    area.classList.remove("dropping");
    const [file] = event.dataTransfer.files;
    if (!file) return; // text, which the field takes by itself
    event.preventDefault();
    read(file);
  };
}

async function read(file) {
  if (!file) return;
  const text = file.size > LONGEST * 4 ? "\0" : await file.text();
  if (text.includes("\0") || text.startsWith("%PDF")) {
    tell(byId("failure"), "This is not a text file: open it where it was written and paste its text.");
    return;
  }
  tell(byId("failure"), "");
  byId("job").value = text;
}

async function keep(token) {
  tell(byId("failure"), "");
  try {
    const body = { text: byId("job").value };
    preview(await ask("/api/job", { method: "PUT", token, body }));
  } catch (error) {
    tell(byId("failure"), error.message);
  }
}

function preview({ text, editable, preview: job }) {
  byId("save").disabled = byId("job").readOnly = byId("file").disabled = !editable;
  if (!text) return byId("preview-job").replaceChildren();
  const facts = [job.title || "No title found", job.seniority, job.years && `${job.years} years`];
  const head = element("p", facts.filter(Boolean).join(" · "));
  const hint = element("p", "As read so far; names of skills are looked up later.", { class: "soft" });
  byId("preview-job").replaceChildren(head, hint, requirements(job.requirements));
}

function requirements(all) {
  if (!all.length) return element("p", "No requirements were found in this text.");
  const table = element("table");
  const head = element("tr");
  head.append(element("th", "Requirement"), element("th", "Kind"));
  head.append(element("th", "Weight", { class: "number" }));
  table.append(head, ...all.map(row));
  return table;
}

function row({ name, kind, weight, years }) {
  const made = element("tr");
  const asked = years ? `${name} (${years} years)` : name;
  const share = `${(weight * 100).toFixed(1)} %`;
  made.append(element("td", asked, { title: name }), element("td", KINDS[kind]));
  made.append(element("td", share, { class: "number" }));
  return made;
}
