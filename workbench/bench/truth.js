// Tells the bench what this browser captured, and when by the browser's own capture stamps.
// Put into pages by the bench alone; Chromium only.

(() => {
  const BATCH = 500;
  const devices = globalThis.MediaDevices?.prototype;
  if (!devices) return;

  const capture = devices.getUserMedia;
  devices.getUserMedia = async function (wanted) {
    const stream = await capture.call(this, wanted);
    stream.getTracks().forEach(watch);
    return stream;
  };

  /** Follow a copy, which neither a mute nor a replacement of the track touches. */
  function watch(track) {
    const copy = track.clone();
    const stop = track.stop;
    track.stop = () => {
      copy.stop();
      stop.call(track);
    };
    if (track.kind === "audio") follow(copy, block, globalThis.capturedSound);
    else follow(copy, picture, globalThis.capturedPictures);
  }

  async function follow(track, read, tell) {
    const frames = new MediaStreamTrackProcessor({ track }).readable.getReader();
    let told = performance.now();
    let batch = [];
    for (;;) {
      const { value: frame, done } = await frames.read();
      if (done) return;
      batch.push(await read(frame));
      frame.close();
      const now = performance.now();
      if (now - told < BATCH) continue;
      tell({ track: track.id, now, origin: performance.timeOrigin, batch });
      [told, batch] = [now, []];
    }
  }

  /** Stamp in microseconds, samples a second, 16-bit samples in base64. */
  async function block(sound) {
    const samples = new Float32Array(sound.numberOfFrames);
    sound.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    const pcm = Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32767);
    const bytes = Array.from(new Uint8Array(pcm.buffer), (byte) => String.fromCharCode(byte));
    return [sound.timestamp, sound.sampleRate, btoa(bytes.join(""))];
  }

  /** Stamp in microseconds, the number that the picture shows (workbench/bench/clip.py). */
  async function picture(frame) {
    const { codedWidth: width, codedHeight: height } = frame;
    const bits = 10;
    const y = 2 * Math.floor((height * 5) / 12);
    const rect = { x: 0, y, width, height: 2 };
    const luma = new Uint8Array(frame.allocationSize({ rect }));
    await frame.copyTo(luma, { rect });
    let number = 0;
    for (let bit = 0; bit < bits; bit++) {
      if (luma[Math.floor(((bit + 0.5) * width) / bits)] > 128) number |= 1 << bit;
    }
    return [frame.timestamp, number];
  }
})();
