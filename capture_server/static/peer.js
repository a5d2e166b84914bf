// The media connection: everything is agreed in one offer, so nobody has to negotiate again.

const GATHERING = 2000;
const BIT_RATE = 1_500_000;

export class Peer {
  /** heard(track) for what comes in, state(name) for how the connection is. */
  constructor(role, stream, { heard, state }) {
    this.stream = stream;
    this.connection = new RTCPeerConnection({ iceServers: [] });
    this.connection.ontrack = (event) => heard(event.track);
    this.connection.onconnectionstatechange = () => state(this.connection.connectionState);
    const [audio] = stream.getAudioTracks();
    this.audio = this.connection.addTransceiver(audio, { direction: "sendrecv", streams: [stream] });
    const [video] = stream.getVideoTracks();
    this.video =
      role === "candidate"
        ? this.connection.addTransceiver(video, { direction: "sendonly", streams: [stream] })
        : this.connection.addTransceiver("video", { direction: "recvonly" });
    prefer(this.video);
    [this.audio, this.video].forEach(stampFrames);
  }

  async offer() {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    await gathered(this.connection);
    return this.connection.localDescription.sdp;
  }

  async answer(sdp) {
    await this.connection.setRemoteDescription({ type: "answer", sdp });
    if (this.video.sender.track) await keepResolution(this.video.sender);
  }

  replace(stream) {
    this.stream = stream;
    this.audio.sender.replaceTrack(stream.getAudioTracks()[0] ?? null);
    const [video] = stream.getVideoTracks();
    if (video) this.video.sender.replaceTrack(video);
  }

  close() {
    this.connection.ontrack = this.connection.onconnectionstatechange = null;
    this.connection.close();
  }
}

function prefer(video) {
  const known = RTCRtpReceiver.getCapabilities("video").codecs;
  const wanted = known.filter((codec) => ["video/VP8", "video/rtx"].includes(codec.mimeType));
  if (wanted.length) video.setCodecPreferences?.(wanted);
}

/** Ask for capture times on packets, which Chromium can do; elsewhere the server does without. */
function stampFrames(transceiver) {
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  if (!extensions) return;
  for (const one of extensions) {
    if (one.uri.endsWith("abs-capture-time")) one.direction = "sendrecv";
  }
  transceiver.setHeaderExtensionsToNegotiate(extensions);
}

async function keepResolution(sender) {
  const parameters = sender.getParameters();
  parameters.degradationPreference = "maintain-resolution";
  if (parameters.encodings?.[0]) parameters.encodings[0].maxBitrate = BIT_RATE;
  await sender.setParameters(parameters).catch(() => {}); // a browser that cannot: its own choice
}

function gathered(connection) {
  return new Promise((resolve) => {
    setTimeout(resolve, GATHERING);
    const check = () => connection.iceGatheringState === "complete" && resolve();
    connection.onicegatheringstatechange = check;
    check();
  });
}
