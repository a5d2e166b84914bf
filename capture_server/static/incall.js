// The call itself: what is sent, heard and seen, and how it goes, in words.

import { showConsents } from "./consent.js";
import { byId, tell } from "./page.js";
import { capture, meter, release } from "./media.js";
import { Peer } from "./peer.js";

const OTHER = { candidate: "interviewer", interviewer: "candidate" };
const RETRY = 2000;

export class Call {
  /** send(message) goes to the server; leave() ends this page's part. */
  constructor({ role, stream, send, leave }) {
    Object.assign(this, { role, stream, send });
    this.other = OTHER[role];
    this.consents = {};
    this.meters = [];
    this.remote = new MediaStream();
    this.show();
    byId("stop").onclick = leave;
    byId("mute").onclick = () => this.mute("audio", byId("mute"), "Mute", "Unmute");
    byId("hear").onclick = () => this.play();
    if (role === "candidate") {
      byId("hide").onclick = () => this.mute("video", byId("hide"), "Hide my picture", "Show my picture");
    } else {
      lead(send);
    }
    this.recapture = () => this.useDevices();
    this.watch();
  }

  show() {
    const picture = byId("picture");
    const own = this.role === "candidate";
    picture.srcObject = own ? this.stream : null;
    picture.muted = true; // voices come through their own element
    picture.classList.toggle("mirrored", own);
    picture.setAttribute("aria-label", own ? "Your own picture" : "The candidate's picture");
    byId("other-label").textContent = `The ${this.other}'s voice`;
    this.meters.push(meter(byId("own-meter"), this.stream));
  }

  /** Connect the media anew; the server seats the newest connection. */
  async start({ profiling }) {
    if (profiling !== undefined && byId("profiling")) byId("profiling").checked = profiling;
    clearTimeout(this.retry);
    this.peer?.close();
    const heard = (track) => this.heard(track);
    const state = (name) => this.changed(name);
    const peer = (this.peer = new Peer(this.role, this.stream, { heard, state }));
    const sdp = await peer.offer();
    if (peer !== this.peer) return;
    for (const track of this.stream.getTracks()) this.tellTrack(track);
    this.send({ type: "offer", sdp });
  }

  tellTrack(track) {
    const { kind, id } = track;
    const now = (performance.timeOrigin + performance.now()) / 1000;
    if (this.consents.recording !== false) this.send({ type: "track_meta", role: this.role, kind, track_id: id, timestamp: now });
    this.send({ type: "muted", kind, on: !track.enabled });
  }

  take(message) {
    if (message.type === "answer") this.answered(message.sdp);
    if (message.type === "status") this.status(message);
    if (message.type === "recording") this.recording(message.state, message.reason);
    if (message.type === "profiling") this.switched(message);
    if (message.type === "marked") byId("marked").textContent = "Marked.";
  }

  /** `who` is told where somebody switched it elsewhere. */
  switched({ on, who }) {
    byId("profiling").checked = on;
    byId("switched").textContent = who ? `${who} switched it ${on ? "on" : "off"} in the dashboard.` : "";
  }

  answered(sdp) {
    this.peer?.answer(sdp).catch((error) => {
      tell(byId("failure"), `This browser cannot use the server's answer (${error.message}).`);
    });
  }

  changed(name) {
    this.connected = name;
    if (name !== "failed") return;
    byId("quality").textContent = "Broken: connecting again";
    this.retry = setTimeout(() => this.start({}), RETRY);
  }

  lost() {
    this.peer?.close();
    this.peer = null;
    clearTimeout(this.retry);
    byId("quality").textContent = "Server gone: trying again";
    byId("other").textContent = "Unknown";
    byId("recording").textContent = "Unknown";
    byId("recording").classList.remove("recording");
    if (this.role === "interviewer") byId("unseen").textContent = "No picture: the server is gone";
  }

  heard(track) {
    if (track.kind === "video") {
      byId("picture").srcObject = new MediaStream([track]);
      byId("picture").play().catch(() => {}); // a muted picture plays as soon as it is seen
      return;
    }
    this.remote = new MediaStream([track]);
    byId("voice").srcObject = this.remote;
    this.play();
    this.stopRemote?.();
    this.stopRemote = meter(byId("other-meter"), this.remote);
  }

  async play() {
    try {
      await byId("voice").play();
      byId("hear").hidden = true;
    } catch (error) {
      byId("hear").hidden = error.name !== "NotAllowedError"; // until the person presses something
    }
  }

  // how it goes

  status({ elapsed, recording, reason, levels, quality, lag, consents, muted }) {
    byId("elapsed").textContent = clock(elapsed);
    this.consents = consents[this.role];
    showConsents(consents, this.role, this.other);
    this.recording(recording, reason, lag);
    const there = quality[this.other];
    byId("other").textContent = presence(there, levels[this.other], muted[this.other]);
    if (this.role === "interviewer") byId("unseen").textContent = unseen(there, muted.candidate);
    const own = quality[this.role];
    if (own) byId("quality").textContent = grade(own);
  }

  recording(state, reason, lag = 0) {
    const words = {
      waiting: "Waiting for sound",
      recording: lag > 2 ? `On, ${Math.round(lag)} s behind` : "On",
      failed: "Failing",
      ended: "Over",
    };
    const off = this.consents.recording === false;
    byId("recording").textContent = off ? "Off for you" : (words[state] ?? state);
    byId("recording").classList.toggle("recording", state === "recording" && !off);
    if (state === "failed") {
      const told = `The server cannot write the recording (${reason}). What was recorded before is safe.`;
      tell(byId("failure"), told);
      this.failing = true;
    } else if (this.failing) {
      tell(byId("failure"), "");
      this.failing = false;
    }
  }

  // own devices

  mute(kind, button, off, on) {
    const muted = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", muted);
    button.textContent = muted ? on : off;
    for (const track of this.stream.getTracks()) if (track.kind === kind) track.enabled = !muted;
    if (kind === "video") byId("unseen").textContent = muted ? "Your picture is hidden" : "";
    this.send({ type: "muted", kind, on: muted });
  }

  watch() {
    for (const track of this.stream.getTracks()) {
      track.onended = () => this.unplugged(track.kind);
    }
  }

  unplugged(kind) {
    const device = kind === "audio" ? "microphone" : "camera";
    tell(byId("failure"), `Your ${device} is gone: plug it in again, or another one.`);
    navigator.mediaDevices.addEventListener("devicechange", this.recapture);
    this.useDevices();
  }

  async useDevices() {
    let stream;
    try {
      stream = await capture(this.role);
    } catch {
      return; // until a device comes
    }
    navigator.mediaDevices.removeEventListener("devicechange", this.recapture);
    tell(byId("failure"), "");
    const enabled = Object.fromEntries(this.stream.getTracks().map((one) => [one.kind, one.enabled]));
    release(this.stream);
    this.stream = stream;
    for (const track of stream.getTracks()) track.enabled = enabled[track.kind];
    this.meters.splice(0).forEach((stop) => stop());
    if (this.role === "candidate") byId("picture").srcObject = stream;
    this.meters.push(meter(byId("own-meter"), stream));
    this.peer?.replace(stream);
    for (const track of stream.getTracks()) this.tellTrack(track);
    this.watch();
  }

  close() {
    clearTimeout(this.retry);
    navigator.mediaDevices.removeEventListener("devicechange", this.recapture);
    this.meters.forEach((stop) => stop());
    this.stopRemote?.();
    this.peer?.close();
    this.peer = null;
    for (const track of this.stream.getTracks()) track.onended = null;
    release(this.stream);
    byId("picture").srcObject = byId("voice").srcObject = null;
    byId("unseen").textContent = "";
    tell(byId("withdrawn"), "");
    for (const name of ["mute", "hide"]) byId(name).setAttribute("aria-pressed", "false");
    byId("mute").textContent = "Mute";
    byId("hide").textContent = "Hide my picture";
  }
}

function lead(send) {
  byId("profiling").onchange = () => send({ type: "profiling", on: byId("profiling").checked });
  byId("marking").onsubmit = (event) => {
    event.preventDefault();
    send({ type: "mark", note: byId("note").value });
    byId("note").value = "";
  };
  byId("end").onclick = () => byId("sure").showModal();
  byId("sure").onclose = () => {
    if (byId("sure").returnValue === "end") send({ type: "end" });
    byId("sure").returnValue = "";
  };
}

function presence(quality, level, muted) {
  if (!quality) return "Not here yet";
  const here = muted.includes("audio") ? "Here, muted" : level === null ? "Here, but silent" : "Here";
  const line = grade(quality);
  if (quality.connection === "connected") return line.startsWith("Good") ? here : `${here}. ${line}`;
  return quality.connection === "new" ? "Getting ready" : "Connecting";
}

/** Why the interviewer sees nothing; empty if they do. */
function unseen(candidate, muted) {
  if (candidate?.connection !== "connected") return "The candidate is not in the call";
  if (muted.includes("video")) return "The candidate hides their picture";
  return candidate.pictures ? "" : "The candidate's camera sends nothing";
}

function grade({ connection, lost, round_trip_ms: trip }) {
  if (connection !== "connected") return connection === "failed" ? "Broken" : "Connecting";
  const measured = [];
  if (lost !== null) measured.push(`${(lost * 100).toFixed(0)}\u00a0% lost`);
  if (trip !== null) measured.push(`${Math.round(trip)}\u00a0ms`);
  const bad = lost > 0.05 || trip > 400;
  const fair = lost > 0.01 || trip > 200;
  const word = bad ? "Poor" : fair ? "Fair" : "Good";
  return measured.length ? `${word} (${measured.join(", ")})` : word;
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
