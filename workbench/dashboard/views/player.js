// The candidate's video and both voices on one clock, which all views of the page share.

const VOICES = { candidate_audio: "candidate", interviewer_audio: "interviewer" };
const LANES = { interviewer: 0.12, candidate: 1.08 }; // where each is drawn
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const LATE = { voice: 0.12, picture: 0.25 }; // seconds: more is mended by a jump, less by the speed
const STEP = { arrow: 5, letter: 10 };

// Several media elements that go as one. The longest voice leads, the others follow it.
class Together {
  constructor(told) {
    this.told = told;
    this.media = new Map();
    this.placed = new Set();
    this.playing = false;
    this.rate = 1;
    this.at = 0;
    this.until = null;
  }

  add(name, element) {
    this.media.set(name, element);
    element.preload = "auto";
    element.addEventListener("loadedmetadata", () => this.place(element));
    element.addEventListener("emptied", () => this.placed.delete(element));
    element.addEventListener("error", () => this.told.lost(name));
    element.addEventListener("ended", () => element === this.leader && this.told.ended());
    element.addEventListener("playing", () => this.told.sounds(name));
  }

  get leader() {
    const known = [...this.placed].filter((one) => one.duration > 0 && !one.error);
    const voices = known.filter((one) => one instanceof HTMLAudioElement);
    return (voices.length ? voices : known).reduce((a, b) => (a && a.duration >= b.duration ? a : b), null);
  }

  get time() {
    const { leader } = this;
    return this.playing && leader && !leader.seeking ? leader.currentTime : this.at;
  }

  get end() {
    return this.leader?.duration ?? 0;
  }

  place(element) {
    element.currentTime = Math.min(this.at, element.duration || 0);
    this.placed.add(element);
    element.playbackRate = this.rate;
    if (this.playing) this.start(element);
  }

  start(element) {
    if (element.duration > 0 && element.currentTime >= element.duration - 0.05) return;
    element.play().catch((error) => error.name === "NotAllowedError" && this.pause());
  }

  // What is heard goes first: while it plays, pictures come after the voices.
  get first() {
    const voices = [...this.placed].filter((one) => one instanceof HTMLAudioElement && one.duration > 0 && !one.error);
    return voices.length ? voices : [...this.media.values()];
  }

  seek(time, play = this.playing) {
    this.at = time;
    for (const element of play ? this.first : this.media.values()) {
      if (element.readyState > 0) element.currentTime = Math.min(time, element.duration);
      if (this.playing && element.paused) this.start(element);
    }
    this.told.moved();
  }

  play(until = null) {
    this.until = until;
    if (this.end && this.time >= this.end - 0.05) this.seek(0);
    this.playing = true;
    for (const element of this.first) this.start(element);
    this.told.moved();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.keep());
  }

  pause() {
    this.at = this.time;
    this.playing = false;
    for (const element of this.media.values()) element.pause();
    for (const element of this.placed) if (Math.abs(element.currentTime - this.at) > LATE.picture) element.currentTime = Math.min(this.at, element.duration);
    this.told.moved();
  }

  speed(rate) {
    this.rate = rate;
    for (const element of this.media.values()) element.playbackRate = rate;
  }

  keep() {
    if (!this.playing) return;
    const { leader, time } = this;
    if (leader && !leader.seeking) {
      this.at = time;
      if (leader.paused && !leader.ended) this.start(leader);
      for (const element of this.media.values()) if (element !== leader) this.follow(element, time);
      if (this.until !== null && time >= this.until) this.pause();
    }
    this.told.moved();
    if (this.playing) this.frame = requestAnimationFrame(() => this.keep());
  }

  follow(element, time) {
    if (element.seeking || element.readyState < 2 || element.error) return;
    const late = time - element.currentTime;
    if (time >= element.duration) return;
    if (element.paused) this.start(element);
    const voice = element instanceof HTMLAudioElement;
    if (Math.abs(late) > (voice ? LATE.voice : LATE.picture)) element.currentTime = time;
    else element.playbackRate = this.rate * (1 + Math.max(-0.1, Math.min(0.1, late)));
  }
}

export function render({ model }) {
  const kept = `workbench:time:${model.session}`;
  const parts = {
    screen: el("div", { class: "screen" }),
    note: el("p", { class: "note", role: "status" }),
    play: el("button", { class: "round main", type: "button", onclick: () => toggle() }),
    time: el("span", { class: "time" }),
    bar: el("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0, "aria-label": "Place in the interview" }),
    lanes: svg("svg", { class: "lanes", preserveAspectRatio: "none", "aria-hidden": "true" }),
    head: el("div", { class: "head", "aria-hidden": "true" }),
    voices: el("div", { class: "voices", role: "group", "aria-label": "Voices" }),
  };
  let duration = 0;
  let said = 0;
  let loaded = null;
  const media = new Together({ moved: () => moved(), lost, ended, sounds: (name) => bus.say("sounds", { name, at: performance.now() }) });

  const speed = el("select", { "aria-label": "Speed", onchange: () => media.speed(Number(speed.value)) },
    ...SPEEDS.map((rate) => el("option", { value: rate, selected: rate === 1 }, `${rate}×`)));
  const button = (name, label, done) =>
    el("button", { class: "round", type: "button", "aria-label": label, title: label, onclick: done }, icon(name));
  const root = el("section", { class: "player", "aria-label": "Player" },
    parts.screen,
    el("div", { class: "track" }, parts.lanes, parts.head, parts.bar),
    el("div", { class: "row" },
      button("back", "Back 10 seconds (J)", () => step(-STEP.letter)),
      parts.play,
      button("forward", "On 10 seconds (L)", () => step(STEP.letter)),
      parts.time, el("span", { class: "grow" }), speed),
    el("div", { class: "row" }, parts.voices, el("span", { class: "grow" }), keys()),
    parts.note);

  function keys() {
    const all = [["Space or K", "play, pause"], ["← →", "5 seconds back, on"], ["J L", "10 seconds back, on"],
      ["Home End", "begin, end"], ["/", "search the script"]];
    return el("details", { class: "keys" }, el("summary", {}, "Keys"),
      el("dl", {}, ...all.flatMap(([key, does]) => [el("dt", {}, key), el("dd", {}, does)])));
  }

  function toggle() {
    if (media.playing) media.pause();
    else media.play();
  }

  function step(seconds) {
    go(media.time + seconds);
  }

  function go(time, play = media.playing) {
    const wanted = Math.max(0, Math.min(time, duration || time));
    if (media.end && wanted > media.end - 0.2 && duration > media.end + 0.5) load(true);
    media.seek(wanted, play);
  }

  // While the interview goes on there may be more by now.
  function ended() {
    if (duration > media.end + 0.5) go(media.end);
    else media.pause();
  }

  function moved(asked = false) {
    const { time, playing } = media;
    const now = performance.now();
    if (playing && !asked && now - said < 90) return;
    said = now;
    paint(time);
    sessionStorage.setItem(kept, time.toFixed(2));
    bus.say("time", { time, playing, duration });
  }

  function paint(time) {
    parts.time.textContent = `${clock(time)} / ${clock(duration)}`;
    parts.bar.value = time;
    parts.bar.setAttribute("aria-valuetext", `${spelled(time)} of ${spelled(duration)}`);
    parts.head.style.left = `${duration ? (100 * time) / duration : 0}%`;
    const label = media.playing ? "Pause (space)" : "Play (space)";
    if (parts.play.title === label) return;
    parts.play.title = label;
    parts.play.setAttribute("aria-label", label);
    parts.play.replaceChildren(icon(media.playing ? "pause" : "play"));
  }

  function lost(name) {
    if (name === "candidate_video") parts.screen.replaceChildren(el("p", { class: "empty" }, "The video cannot be played yet."));
    else parts.note.textContent = `The ${VOICES[name]}'s voice cannot be played: reload the page to try again.`;
  }

  // While an interview goes on its files grow: they are asked for again where they are not enough.
  function load(again = false) {
    const source = (name, suffix) => `/media/${encodeURIComponent(model.session)}/${name}.${suffix}${again ? `?until=${duration}` : ""}`;
    for (const [name, speaker] of Object.entries(VOICES)) if (loaded.includes(name)) voice(name, speaker, source(name, "wav"));
    if (loaded.includes("candidate_video")) picture(source("candidate_video", "mp4"));
  }

  function voice(name, speaker, source) {
    if (!media.media.has(name)) {
      const sound = new Audio();
      media.add(name, sound);
      const heard = el("input", { type: "checkbox", checked: true, onchange: () => { sound.muted = !heard.checked; } });
      parts.voices.append(el("label", { class: `voice ${speaker}` }, heard, badge(speaker), named(speaker)));
    }
    media.media.get(name).src = source;
  }

  function picture(source) {
    if (!media.media.has("candidate_video")) {
      const video = el("video", { muted: true, playsinline: true, "aria-label": "The candidate's video", onclick: toggle });
      video.muted = true;
      media.add("candidate_video", video);
      parts.screen.replaceChildren(video);
    }
    media.media.get("candidate_video").src = source;
  }

  function draw(known, fresh) {
    duration = known.facts.duration ?? 0;
    parts.bar.max = duration || 1;
    const tracks = (known.facts.tracks ?? []).join();
    if (tracks !== loaded) {
      loaded = tracks;
      root.classList.toggle("blind", !tracks.includes("candidate_video"));
      parts.note.textContent = tracks ? "" : "Nothing is recorded yet: sound and picture appear here as soon as something is.";
      load();
    }
    if (fresh.changed.length || fresh.gone.length || "duration" in fresh.facts) lanes([...known.rows.values()]);
    paint(media.time);
  }

  function lanes(rows) {
    parts.lanes.setAttribute("viewBox", `0 0 ${duration || 1} 2`);
    const drawn = Object.entries(LANES).map(([speaker, top]) => {
      const own = rows.filter((row) => row.speaker === speaker);
      const spans = own.map(({ start, end }) => `M${start} ${top}h${Math.max(end - start, duration / 1000).toFixed(2)}v0.8H${start}z`);
      return svg("path", { class: speaker, d: spans.join("") });
    });
    parts.lanes.replaceChildren(...drawn);
  }

  function leave() {
    media.pause();
    for (const element of media.media.values()) element.removeAttribute("src");
    vacate(root);
  }

  function key(event) {
    if (typing(event) || event.defaultPrevented) return;
    const on = event.composedPath()[0];
    const pressed = on instanceof Element && on.matches("button, summary, a, input[type=checkbox]");
    const doings = {
      " ": () => !pressed && (toggle(), true), k: () => (toggle(), true),
      j: () => (step(-STEP.letter), true), l: () => (step(STEP.letter), true),
      ArrowLeft: () => (step(-STEP.arrow), true), ArrowRight: () => (step(STEP.arrow), true),
      Home: () => on === parts.bar && (go(0), true), End: () => on === parts.bar && (go(duration), true),
    };
    if (doings[event.key]?.()) event.preventDefault();
  }

  parts.bar.addEventListener("input", () => go(Number(parts.bar.value)));
  listen(model, document, "keydown", key);
  bus.hear(model, "ask", () => moved(true));
  bus.hear(model, "seek", ({ time, play, until }) => {
    go(time, play || media.playing);
    if (play) media.play(until ?? null);
  });
  model.on("remove", () => media.pause());
  const asked = new URLSearchParams(location.search).get("t");
  media.at = Number(asked ?? sessionStorage.getItem(kept) ?? 0) || 0;
  mirror(model, draw, { leave });
  paint(media.at);
  return root;
}
