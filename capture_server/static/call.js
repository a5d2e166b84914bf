// Both people's page: consent, devices, call, end.

import { Call } from "./incall.js";
import { consent, offer, watchChoices } from "./consent.js";
import { ask, byId, element, sentence, show, tell } from "./page.js";
import { showJob, watchJob } from "./job.js";
import { INSECURE, capture, devices, meter, playTones, release } from "./media.js";
import { Signal } from "./signal.js";
import { watchWithdrawal } from "./withdrawal.js";

const role = location.pathname.slice(1);
const token = location.hash.slice(1);
const IN_CALL = "in call";

let invitation;
let signal;
let stream;
let stopMeter = () => {};
let call;
let waiting; // choices that the server has not confirmed

function close(title, text) {
  leaveDevices();
  byId("closed-title").textContent = title;
  byId("closed-text").textContent = text;
  show("closed");
}

async function open() {
  if (!token) return close("This link is not whole", "Open the link that you were sent, all of it.");
  if (!window.isSecureContext) return close("This address is not secure", INSECURE);
  show("opening");
  try {
    invitation = await ask("/api/invite", { token });
  } catch (error) {
    return close("This does not go on here", error.message);
  }
  if (invitation.role !== role) {
    location.pathname = `/${invitation.role}`;
    return;
  }
  document.title = byId("name").textContent = invitation.title;
  byId("part").textContent = role === "candidate" ? "You are the candidate" : "You are the interviewer";
  if (invitation.ended) return show("ended");
  if (invitation.agreed) return join();
  askConsent();
}

// consent

function askConsent() {
  const { paragraphs, scopes } = invitation.consent;
  byId("terms").replaceChildren(...paragraphs.map((text) => element("p", text)));
  offer(byId("scopes"), scopes);
  show("consent");
}

byId("agree").onsubmit = (event) => {
  event.preventDefault();
  const message = consent(byId("agree"), invitation.consent.version);
  if (message.scopes.recording) return join(message);
  tell(byId("failure"), "Without the recording the interview cannot be held here. Agree to it, or choose 'I do not agree'.");
  byId("agree").elements.recording.focus();
};

byId("refuse").onclick = () => {
  join(consent(byId("agree"), invitation.consent.version, false));
};
byId("reconsider").onclick = () => askConsent();

/** Join, with choices if there are new ones; they wait until the server has them. */
function join(choices) {
  tell(byId("failure"), "");
  waiting = choices;
  if (signal?.joined) return signal.send(waiting);
  signal?.close();
  signal = new Signal({ role, token, hear: take, state: connection });
}

function connection(state) {
  const lost = "The connection to the server is lost. This page keeps trying to come back.";
  tell(byId("news"), state === "lost" ? lost : "", false);
  if (state === "lost") call?.lost();
}

const HANDLERS = {
  joined: (message) => {
    if (waiting) return signal.send(waiting);
    if (call && message.agreed) return call.start(message);
    if (call) return askAgain();
    if (document.body.dataset.state !== "devices") checkDevices();
  },
  consented: ({ scopes }) => {
    waiting = null;
    if (call) return;
    if (scopes.recording) checkDevices();
    else refused();
  },
  replaced: () => over("closed", "You joined on another page", "Your place in the interview is there now. You can close this one."),
  ended: () => over("ended"),
  error: (message) => failed(message),
};

function take(message) {
  HANDLERS[message.type]?.(message);
  call?.take(message);
}

/** The consent was taken back, and then the connection lost. */
function askAgain() {
  hangUp();
  askConsent();
}

function refused() {
  signal.leave();
  signal = null;
  show("refused");
}

function over(name, title, text) {
  hangUp();
  if (name === "closed") close(title, text);
  else show(name);
}

function failed({ code, message }) {
  if (signal.finished) return over("closed", "This does not go on here", sentence(message));
  if (code !== "closed") tell(byId("failure"), sentence(message));
}

function hangUp() {
  sessionStorage.removeItem(IN_CALL);
  tell(byId("news"), "");
  call?.close();
  call = null;
  leaveDevices();
}

// devices

async function checkDevices() {
  show("devices");
  if (role === "interviewer") showJob(token).catch((error) => tell(byId("failure"), error.message));
  await useDevices();
  navigator.mediaDevices?.addEventListener("devicechange", listDevices);
  if (stream && sessionStorage.getItem(IN_CALL) === token) enter(); // this page was reloaded
}

async function useDevices() {
  leaveDevices();
  try {
    const picked = { camera: byId("camera").value, microphone: byId("microphone").value };
    stream = await capture(role, picked);
  } catch (error) {
    byId("enter").textContent = "Try again";
    byId("enter").disabled = false;
    return tell(byId("failure"), error.message);
  }
  tell(byId("failure"), "");
  byId("preview").srcObject = stream;
  stopMeter = meter(byId("check-meter"), stream);
  await listDevices();
  byId("enter").textContent = "Enter the call";
  byId("enter").disabled = false;
}

function leaveDevices() {
  stopMeter();
  release(stream);
  stream = null;
  byId("preview").srcObject = null;
}

async function listDevices() {
  if (!stream) return;
  const kinds = { camera: "videoinput", microphone: "audioinput" };
  for (const [name, kind] of Object.entries(kinds)) {
    const inUse = stream.getTracks().find((track) => `${track.kind}input` === kind);
    const options = (await devices(kind)).map(({ deviceId, label }, place) => {
      const option = element("option", label || `${name} ${place + 1}`, { value: deviceId });
      option.selected = deviceId === inUse?.getSettings().deviceId;
      return option;
    });
    byId(name).replaceChildren(...options);
  }
}

byId("camera").onchange = byId("microphone").onchange = useDevices;

byId("speaker").onclick = () => playTones();

byId("enter").onclick = () => {
  if (stream) return enter();
  byId("camera").value = byId("microphone").value = "";
  useDevices();
};

function enter() {
  stopMeter();
  navigator.mediaDevices.removeEventListener("devicechange", listDevices);
  sessionStorage.setItem(IN_CALL, token);
  const send = (message) => signal.send(message);
  call = new Call({ role, stream, send, leave });
  watchChoices(invitation.consent, () => call.consents, send);
  stream = null;
  show("call");
  if (signal.joined) call.start({});
}

function leave() {
  signal.leave();
  hangUp();
  signal = null;
  show("left");
}

byId("back").onclick = () => join();
byId("again").onclick = () => open();

for (const one of document.querySelectorAll("[data-for]")) one.hidden = one.dataset.for !== role;
if (role === "interviewer") watchJob();
else watchWithdrawal(token, () => open());
window.onhashchange = () => location.reload();
open();
