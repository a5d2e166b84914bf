// Finds what is written in the script, across the words of a turn.

const bare = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}' ]+/gu, "");

// Each hit is the list of the words that it covers.
function found(order, query) {
  const wanted = bare(query).trim().replace(/ +/g, " ");
  return wanted ? order.flatMap(([, row]) => hits(row.words ?? [], wanted)) : [];
}

function hits(words, wanted) {
  const starts = [];
  let text = "";
  for (const [, word] of words) {
    starts.push(text.length);
    text += `${bare(word).replaceAll(" ", "")} `;
  }
  const all = [];
  for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
    const end = from + wanted.length;
    all.push(words.filter((_, at) => starts[at] < end && (starts[at + 1] ?? text.length) - 1 > from).map(([id]) => id));
  }
  return all;
}
