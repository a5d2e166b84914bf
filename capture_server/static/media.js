// Camera, microphone, loudspeaker: what they give, and what is wrong with them in words.

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

const WORDS = {
  NotAllowedError:
    "Your browser was not allowed to use the {device}. Allow it with the sign beside the address, " +
    "then press 'Try again'.",
  NotFoundError: "No {device} was found. Plug one in, then press 'Try again'.",
  NotReadableError:
    "The {device} is in use by another program. Close that program, then press 'Try again'.",
  OverconstrainedError: "The chosen {device} is not there any more. Choose another one.",
};

export const INSECURE =
  "Browsers give out camera and microphone on secure pages alone. Open this page by an address " +
  "that starts with https://, or on the server's own machine by http://localhost.";

export class DeviceError extends Error {}

/** The person's own stream; a DeviceError has words. */
export async function capture(role, { camera, microphone } = {}) {
  if (!navigator.mediaDevices) throw new DeviceError(INSECURE);
  const stream = new MediaStream();
  try {
    const audio = { ...SOUND, ...chosen(microphone) };
    await add(stream, "microphone", { audio });
    if (role === "candidate") await add(stream, "camera", { video: { ...PICTURE, ...chosen(camera) } });
  } catch (error) {
    release(stream);
    throw error;
  }
  return stream;
}

const chosen = (device) => (device ? { deviceId: { exact: device } } : {});

async function add(stream, device, constraints) {
  try {
    const found = await navigator.mediaDevices.getUserMedia(constraints);
    for (const track of found.getTracks()) stream.addTrack(track);
  } catch (error) {
    const words = WORDS[error.name] ?? `The {device} cannot be used (${error.name}).`;
    throw new DeviceError(words.replace("{device}", device));
  }
}

export function release(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

export async function devices(kind) {
  const known = await navigator.mediaDevices.enumerateDevices();
  return known.filter((device) => device.kind === kind && device.deviceId);
}

let context;

function sound() {
  context ??= new AudioContext();
  context.resume();
  return context;
}

/** Show a stream's level until the returned function is called. */
export function meter(element, stream) {
  if (!stream?.getAudioTracks().length) return () => {};
  const analyser = new AnalyserNode(sound(), { fftSize: 1024 });
  const source = context.createMediaStreamSource(new MediaStream(stream.getAudioTracks()));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    draw(element, level(samples));
  }, 80);
  return () => {
    clearInterval(timer);
    source.disconnect();
    draw(element, 0);
  };
}

/** 0 at -60 dB of full scale and below, 1 at 0 dB. */
function level(samples) {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-10)) / 60));
}

function draw(element, value) {
  element.firstElementChild.style.transform = `scaleX(${value})`;
  element.setAttribute("aria-valuenow", Math.round(value * 100));
}

export function playTones() {
  const here = sound();
  [440, 660].forEach((frequency, place) => {
    const start = here.currentTime + place * 0.4;
    const gain = new GainNode(here, { gain: 0.2 });
    const tone = new OscillatorNode(here, { frequency });
    tone.connect(gain).connect(here.destination);
    tone.start(start);
    tone.stop(start + 0.3);
  });
}
