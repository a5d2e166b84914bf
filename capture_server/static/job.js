// The job description: pasted, dropped or opened, shown as it is read, its weights adjusted.

import { ask, byId, element, tell } from "./page.js";

const KINDS = { must: "Required", nice: "An advantage", soft: "Personal" };
const LARGEST = 5_000_000;

let invitation; // whose token lets us read and write
let kept; // the text that the server has

export async function showJob(token) {
  invitation = token;
  const job = await ask("/api/job", { token });
  if (!byId("job").value) byId("job").value = job.text;
  preview(job);
}

export function watchJob() {
  const area = byId("job");
  byId("save").onclick = () => keep();
  area.onchange = () => keep(); // also of who goes on without pressing the button
  byId("file").onchange = () => read(byId("file").files[0]);
  byId("as-read").onclick = () => weigh({});
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
    if (!area.readOnly) read(file);
  };
}

/** Do something with the server, and show what the job is then or why it failed. */
async function attempt(work) {
  tell(byId("failure"), "");
  try {
    preview(await work());
  } catch (error) {
    tell(byId("failure"), error.message);
  }
}

function read(file) {
  if (!file) return;
  if (file.size > LARGEST) {
    tell(byId("failure"), "This file is too big: open it where it was written and paste its text.");
    return;
  }
  byId("job-hint").textContent = `${file.name} is read \u2026`;
  return attempt(async () => {
    try {
      const { text } = await ask("/api/job/file", { method: "POST", token: invitation, body: file });
      byId("job").value = text;
    } finally {
      byId("job-hint").textContent = HINT;
      byId("file").value = "";
    }
    return put("/api/job", { text: byId("job").value });
  });
}

function keep() {
  if (byId("job").value === kept) return;
  return attempt(() => put("/api/job", { text: byId("job").value }));
}

const put = (address, body) => ask(address, { method: "PUT", token: invitation, body });

const weigh = (weights) => attempt(() => put("/api/job/weights", { weights }));

const HINT = byId("job-hint").textContent;

function preview({ text, editable, reweighted, preview: job }) {
  kept = text;
  const focused = document.activeElement?.name;
  byId("save").disabled = byId("job").readOnly = byId("file").disabled = !editable;
  byId("as-read").hidden = !(editable && reweighted);
  if (!text) return byId("preview-job").replaceChildren();
  const facts = [job.title || "No title found", job.seniority, job.years && `${job.years} years`];
  const head = element("p", facts.filter(Boolean).join(" \u00b7 "));
  const can = editable ? "What you change a weight to, it is; the others share what is left. " : "";
  const hint = element("p", `${can}Names of skills are looked up later.`, { class: "soft" });
  byId("preview-job").replaceChildren(head, hint, requirements(job.requirements, editable));
  if (focused) byId("preview-job").querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
}

function requirements(all, editable) {
  if (!all.length) return element("p", "No requirements were found in this text.");
  const table = element("table");
  const head = element("tr");
  head.append(element("th", "Requirement"), element("th", "Kind"));
  head.append(element("th", "Weight, %", { class: "number" }));
  table.append(head, ...all.map((one) => row(one, all, editable)));
  return table;
}

function row(one, all, editable) {
  const { name, kind, weight, years } = one;
  const made = element("tr");
  const share = (weight * 100).toFixed(1);
  const cell = element("td", editable ? "" : share, { class: "number" });
  if (editable) {
    const named = { name, "aria-label": `Weight of ${name} in percent` };
    const field = element("input", "", { ...named, type: "number", min: 0, max: 100, step: "any" });
    field.value = share;
    field.onchange = () => weigh(changed(all, one, field.valueAsNumber / 100));
    cell.append(field);
  }
  made.append(element("td", years ? `${name} (${years} years)` : name));
  made.append(element("td", KINDS[kind]), cell);
  return made;
}

/** All weights, after one of them was changed and the others share what is left. */
function changed(all, one, wanted) {
  const weight = Math.min(1, Math.max(0, wanted || 0));
  const rest = (1 - weight) / (1 - one.weight || 1);
  return Object.fromEntries(
    all.map((each) => [each.name, each === one ? weight : Math.min(1, each.weight * rest)]),
  );
}
