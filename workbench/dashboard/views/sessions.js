// The list of sessions: found, sorted and turned over in the browser, so that it is quick.

const PAGE = 100;
const STATUS = { live: "●", processing: "…", completed: "✓", recovered: "!", damaged: "×" };
const VIEWS = { script: "Script", qa: "Q/A", profile: "Profile", verdict: "Verdict" };
const COLUMNS = [
  { name: "title", title: "Session", order: (row) => row.title.toLowerCase() },
  { name: "candidate", title: "Candidate", order: (row) => row.candidate },
  { name: "date", title: "Date (UTC)", order: (row) => row.start },
  { name: "purpose", title: "Purpose", order: (row) => row.purpose },
  { name: "status", title: "Status", order: (row) => Object.keys(STATUS).indexOf(row.status) },
  { name: "duration", title: "Length", order: (row) => row.duration },
  { name: "verdict", title: "Verdict, 80 % interval" },
  { name: "views", title: "Views" },
];

const address = (id, view) => `/dashboard/session/${encodeURIComponent(id)}/${view}`;
const two = (value) => value.toFixed(2);

function spread([mean, low, high], known) {
  const told = `${two(mean)}, 80 % in ${two(low)} to ${two(high)}`;
  const bar = el("span", { class: known ? "interval" : "interval unknown", role: "img", "aria-label": told });
  const band = el("i");
  band.style.left = `${100 * low}%`;
  band.style.width = `${100 * (high - low)}%`;
  const mark = el("b");
  mark.style.left = `${100 * mean}%`;
  bar.append(band, mark);
  return bar;
}

function verdict(row) {
  if (row.covered) return el("span", { class: "quiet" }, "covered until you rate");
  if (!row.outlook) return el("span", { class: "quiet" }, row.status === "live" ? "none yet" : "not made yet");
  const judged = row.state === "judged";
  const [mean, low, high] = row.outlook;
  const figures = judged ? [el("strong", {}, two(mean)), el("small", {}, ` ${two(low)} to ${two(high)}`)] : [el("span", { class: "quiet" }, "insufficient evidence")];
  return el("span", {}, el("span", { class: "figures" }, ...figures), spread(row.outlook, judged));
}

function line(id, row) {
  const links = Object.entries(VIEWS).map(([view, name]) => el("a", { href: address(id, view), "aria-label": `${name} of ${row.title}` }, name));
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, el("a", { href: address(id, "script") }, row.title), el("small", {}, id)),
    el("td", {}, row.candidate),
    el("td", { class: "number" }, row.date),
    el("td", {}, row.purpose),
    el("td", {}, el("span", { class: `stage ${row.status}` }, `${STATUS[row.status]} ${row.status}`)),
    el("td", { class: "number" }, clock(row.duration)),
    el("td", { class: "verdict" }, verdict(row)),
    el("td", { class: "links" }, ...links),
  );
}

function matches(id, row, wanted) {
  const words = wanted.find.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${row.title} ${id} ${row.candidate} ${row.date}`.toLowerCase();
  return words.every((word) => text.includes(word))
    && (!wanted.status || row.status === wanted.status)
    && (!wanted.purpose || row.purpose === wanted.purpose);
}

function chosen(rows, wanted) {
  const { order } = COLUMNS.find((column) => column.name === wanted.sort);
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return [...rows]
    .filter(([id, row]) => matches(id, row, wanted))
    .sort(([a, one], [b, other]) => wanted.way * compare(order(one), order(other)) || compare(a, b));
}

// What was wanted stands in the address, so that going back finds it again.
function remembered() {
  const asked = new URLSearchParams(location.search);
  const sort = COLUMNS.some((column) => column.order && column.name === asked.get("sort")) ? asked.get("sort") : "date";
  const way = asked.get("way") === "up" ? 1 : asked.get("way") === "down" ? -1 : sort === "date" ? -1 : 1;
  return { find: asked.get("find") ?? "", status: asked.get("status") ?? "", purpose: asked.get("purpose") ?? "", sort, way, page: 0 };
}

function remember({ find, status, purpose, sort, way }) {
  const told = { find, status, purpose, sort, way: way > 0 ? "up" : "down" };
  const query = new URLSearchParams(Object.entries(told).filter(([, value]) => value));
  history.replaceState(null, "", `${location.pathname}?${query}`);
}

function choice(label, values, value, changed) {
  const options = ["", ...values].map((one) => el("option", { value: one, selected: one === value }, one || "all"));
  return el("label", {}, `${label} `, el("select", { onchange: (event) => changed(event.target.value) }, ...options));
}

const EMPTY = [
  ["Import an interview that was recorded:", "workbench import --candidate F --interviewer F --jd F"],
  ["Hold one live; it prints the two invite links:", "make up"],
  ["See the demo first:", "make demo"],
];

function nothing() {
  const ways = EMPTY.map(([told, command]) => el("li", {}, `${told} `, el("code", {}, command)));
  return el("section", { class: "nothing" }, el("h2", {}, "No session yet"), el("p", {}, "Sessions appear here by themselves."), el("ul", {}, ...ways));
}

export function render({ model }) {
  const wanted = remembered();
  const root = el("div", { class: "sessions" });
  const change = (what) => {
    Object.assign(wanted, { page: 0 }, what);
    remember(wanted);
    draw();
  };
  const find = el("input", { type: "search", value: wanted.find, placeholder: "title, candidate, id, date", oninput: () => change({ find: find.value }) });
  const tools = el(
    "form",
    { class: "tools", role: "search", onsubmit: (event) => event.preventDefault() },
    el("label", {}, "Find ", find),
    choice("Status", Object.keys(STATUS), wanted.status, (status) => change({ status })),
    choice("Purpose", ["research", "selection"], wanted.purpose, (purpose) => change({ purpose })),
  );
  const count = el("p", { class: "quiet", role: "status" });
  const buttons = new Map();
  const heads = COLUMNS.map((column) => head(column));
  const body = el("tbody");
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  const pager = el("nav", { class: "pager", "aria-label": "Pages of the list" });
  const list = el("div", {}, tools, count, el("div", { class: "scroll" }, table), pager);

  function head(column) {
    if (!column.order) return el("th", { scope: "col" }, column.title);
    const turn = () => change({ sort: column.name, way: wanted.sort === column.name ? -wanted.way : 1 });
    const button = el("button", { type: "button", onclick: turn }, column.title);
    buttons.set(column.name, button);
    return el("th", { scope: "col" }, button);
  }

  function turnTo(page) {
    wanted.page = page;
    draw();
    root.scrollIntoView({ block: "start" });
  }

  function draw() {
    const { rows } = known;
    root.replaceChildren(rows.size ? list : nothing());
    const held = chosen(rows, wanted);
    const pages = Math.max(1, Math.ceil(held.length / PAGE));
    wanted.page = Math.min(wanted.page, pages - 1);
    const first = wanted.page * PAGE;
    body.replaceChildren(...held.slice(first, first + PAGE).map(([id, row]) => line(id, row)));
    count.textContent = held.length === rows.size ? counted(rows.size, "session") : `${held.length} of ${counted(rows.size, "session")}`;
    for (const [name, button] of buttons) {
      const way = name === wanted.sort ? wanted.way : 0;
      button.dataset.way = ["▼", "", "▲"][way + 1];
      button.parentElement.setAttribute("aria-sort", ["descending", "none", "ascending"][way + 1]);
    }
    const place = el("span", {}, `Page ${wanted.page + 1} of ${pages}`);
    const step = (name, to) => el("button", { type: "button", disabled: to < 0 || to >= pages, onclick: () => turnTo(to) }, name);
    pager.replaceChildren(...(pages > 1 ? [step("Earlier page", wanted.page - 1), place, step("Next page", wanted.page + 1)] : []));
  }

  root.append(el("p", { class: "quiet", role: "status" }, "Reading the sessions…"));
  let known = { rows: new Map() };
  known = mirror(model, () => draw());
  return root;
}
