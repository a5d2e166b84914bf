// Figures of how the two talk.

function talk({ speakers, pauses, longest_pause, both }) {
  if (!speakers) return [];
  const whole = Object.values(speakers).reduce((sum, one) => sum + one.talked, 0) || 1;
  const bar = el("div", { class: "shares", role: "img", "aria-label": "Shares of the talk" },
    ...Object.entries(speakers).map(([name, one]) => el("span", { class: name, style: `flex-grow: ${one.talked || 0.001}` })));
  const rows = Object.entries(speakers).map(([name, one]) => figure(
    [badge(name), named(name)],
    `${percent(one.talked / whole)} · ${clock(one.talked)}`,
    `${counted(one.turns, "turn")} · ${one.pace} words/min`,
    one.wait === null ? "" : `${name === "candidate" ? "answers" : "goes on"} after ${one.wait.toFixed(1)} s`));
  const still = figure(["Silence"], `${counted(pauses, "pause")} over 1.5 s`, pauses ? `longest ${longest_pause.toFixed(1)} s` : "");
  const over = figure(["At once"], both ? `${both.toFixed(1)} s` : "never", both ? "both talk" : "nobody talks over the other");
  return [bar, ...rows, still, over];
}

function figure(name, value, ...more) {
  return el("div", { class: "figure" }, el("dt", {}, ...name), el("dd", {}, el("strong", {}, value), ...more.filter(Boolean).map((text) => el("small", {}, text))));
}
