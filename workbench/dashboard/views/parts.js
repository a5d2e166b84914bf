// What every view is made with.

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const SHAPES = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M7 4.5h3.6v15H7zM13.4 4.5H17v15h-3.6z",
  back: "M11.5 5v14L3 12zM20.5 5v14L12 12z",
  forward: "M12.5 5v14L21 12zM3.5 5v14L12 12z",
  up: "M5 15l7-7 7 7-1.6 1.6L12 11.2l-5.4 5.4z",
  down: "M5 9l7 7 7-7-1.6-1.6L12 12.8 6.6 7.4z",
  pencil: "M4 17.2V20h2.8L17.6 9.2l-2.8-2.8zM19.7 7.1a1 1 0 0 0 0-1.4l-1.4-1.4a1 1 0 0 0-1.4 0l-1.3 1.3 2.8 2.8z",
  overlap: "M3 7h11v4H3zM10 13h11v4H10z",
  nod: "M4 5h16v10H9l-5 4z",
  mend: "M12 3l2.2 5.6L20 9.3l-4.4 3.9 1.3 5.8L12 15.9 7.1 19l1.3-5.8L4 9.3l5.8-.7z",
};

function icon(name) {
  const path = svg("path", { d: SHAPES[name] });
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, path);
}

// 83.4 -> "01:23"
function clock(time) {
  const whole = Math.max(0, Math.floor(time));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${two(hours)}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

// 83.4 -> "1 minute 23 seconds", for who listens to the page
function spelled(time) {
  const whole = Math.max(0, Math.floor(time));
  const one = (value, unit) => (value ? `${value} ${unit}${value === 1 ? "" : "s"}` : "");
  const said = [one(Math.floor(whole / 60), "minute"), one(whole % 60, "second")];
  return said.filter(Boolean).join(" ") || "0 seconds";
}

const percent = (share) => `${Math.round(100 * share)} %`;
const named = (speaker) => speaker[0].toUpperCase() + speaker.slice(1);
const counted = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

function badge(speaker) {
  return el("span", { class: `badge ${speaker}`, "aria-hidden": "true" }, speaker[0].toUpperCase());
}

function calm() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// A session that was deleted leaves nothing on the screen.
function vacate(root) {
  root.replaceChildren(el("p", { class: "empty" }, "This session is deleted."));
}

// The clock that all views of a page share: docs/dashboard.md tells of its events.
const bus = {
  say: (name, detail) => document.dispatchEvent(new CustomEvent(`workbench:${name}`, { detail })),
  seek: (time, more = {}) => bus.say("seek", { time, ...more }),
  // Ends with the component.
  hear(model, name, told) {
    const listener = (event) => told(event.detail);
    document.addEventListener(`workbench:${name}`, listener);
    model.on("remove", () => document.removeEventListener(`workbench:${name}`, listener));
  },
};

function listen(model, target, name, told, options) {
  target.addEventListener(name, told, options);
  model.on("remove", () => target.removeEventListener(name, told, options));
}

// Whether a key is meant for what is written or chosen right now.
function typing(event) {
  const target = event.composedPath()[0];
  return event.ctrlKey || event.metaKey || event.altKey
    || (target instanceof Element && target.matches("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]"));
}
