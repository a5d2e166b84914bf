// Put into the pages: when a word sounds after a click, and when a word arrives.

const { play } = HTMLMediaElement.prototype;
const media = new Set();

HTMLMediaElement.prototype.play = function () {
  media.add(this);
  return play.call(this);
};

function sounding(start) {
  return [...media].some((one) => {
    const moved = one instanceof HTMLAudioElement && !one.paused && !one.seeking && one.readyState > 2;
    return moved && one.currentTime > start && one.currentTime < start + 2;
  });
}

// Milliseconds from the click until a voice has moved on from `start`, in seconds.
async function soundsAfterClick(node, start) {
  node.scrollIntoView({ block: "center" });
  await new Promise(requestAnimationFrame);
  const begun = performance.now();
  node.click();
  while (!sounding(start)) await new Promise((done) => setTimeout(done, 1));
  return performance.now() - begun;
}

let awaited = null;
let arrived = null;

function watchList(list) {
  const look = () => {
    if (awaited && !arrived && list.querySelector(`[data-id="${awaited}"]`)) arrived = Date.now() / 1000;
  };
  new MutationObserver(look).observe(list, { childList: true, subtree: true });
}

function awaitWord(id) {
  awaited = id;
  arrived = null;
}

window.looking = { soundsAfterClick, watchList, awaitWord, arrived: () => arrived };
