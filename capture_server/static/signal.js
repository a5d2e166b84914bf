// The connection to the server, which comes back by itself, and the comparison of clocks over it.

import { ask } from "./page.js";

const LAST = ["replaced", "ended"];
const PING_EVERY = 500;
const FIRST_PINGS = 10; // in quick succession: the clocks must be compared before media come
const LONGEST_WAIT = 5000;

export class Signal {
  /** hear(message) and state("open" | "lost") are called. */
  constructor({ role, token, hear, state }) {
    Object.assign(this, { role, token, hear, state });
    this.requests = false;
    this.failures = 0;
    this.finished = false;
    this.connect();
  }

  async connect() {
    const open = this.requests ? overRequests : overSocket;
    try {
      const line = await open((message) => this.take(message), () => this.lost());
      if (this.finished) return line.close();
      this.line = line;
      this.send({ type: "join", role: this.role, token: this.token });
    } catch {
      // Some browsers refuse WebSockets with a certificate that was accepted by hand.
      if (!this.everOpen) this.requests = !this.requests;
      this.lost();
    }
  }

  take(message) {
    if (message.type === "pong") return this.clock(message);
    if (message.type === "joined") this.opened();
    const unwelcome = message.type === "error" && !this.joined;
    if (LAST.includes(message.type) || unwelcome) this.close();
    this.hear(message);
  }

  opened() {
    this.everOpen = this.joined = true;
    this.failures = 0;
    this.compared = 0;
    this.ping();
    this.pings = setInterval(() => this.ping(), PING_EVERY);
    this.state("open");
  }

  ping() {
    this.send({ type: "ping", t0: performance.now() });
  }

  clock({ t0, t1, t2 }) {
    const t3 = performance.now();
    this.send({ type: "clock", t0, t1, t2, t3, time_origin: performance.timeOrigin });
    if (++this.compared < FIRST_PINGS) this.ping();
  }

  lost() {
    clearInterval(this.pings);
    this.joined = false;
    this.line = null;
    if (this.finished) return;
    this.state("lost");
    setTimeout(() => this.connect(), Math.min(LONGEST_WAIT, 500 * 2 ** this.failures++));
  }

  send(message) {
    this.line?.send(JSON.stringify(message));
  }

  close() {
    this.finished = true;
    clearInterval(this.pings);
    this.line?.close();
  }

  leave() {
    this.finished = true;
    this.send({ type: "leave" });
    this.close();
  }
}

function overSocket(hear, gone) {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws`);
  return new Promise((resolve, reject) => {
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = reject;
    socket.onopen = () => {
      socket.onclose = gone;
      const send = (text) => socket.readyState === WebSocket.OPEN && socket.send(text);
      resolve({ send, close: () => socket.close() });
    };
  });
}

async function overRequests(hear, gone) {
  const { connection } = await ask("/api/signal", { method: "POST", body: {} });
  const address = `/api/signal/${connection}`;
  let open = true;
  let sent = Promise.resolve();
  const fail = () => {
    if (open) gone();
    open = false;
  };
  const take = (answer) => {
    for (const text of answer.messages) hear(JSON.parse(text));
    if (!answer.open) fail();
  };
  const post = (text) => ask(address, { method: "POST", body: JSON.parse(text) });
  (async () => {
    while (open) await ask(address).then(take, fail);
  })();
  return {
    send: (text) => (sent = sent.then(() => post(text).then(take, fail))),
    close: () => (open = false),
  };
}
