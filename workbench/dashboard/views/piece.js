// Draws HTML that the server wrote; what is open or focused stays so when it is drawn again.
export function render({ model }) {
  const place = document.createElement("div")
  place.className = "piece"

  function draw() {
    const focused = place.getRootNode().activeElement?.id
    const open = [...place.querySelectorAll("details[open][id]")].map(one => one.id)
    place.innerHTML = model.html
    for (const id of open) find(id)?.setAttribute("open", "")
    if (focused) find(focused)?.focus()
  }

  function find(id) {
    return place.querySelector(`[id="${CSS.escape(id)}"]`)
  }

  function show() {
    const wanted = model.shown && find(model.shown)
    if (!wanted) return
    if (wanted.matches("details")) wanted.open = true
    wanted.scrollIntoView({ block: "nearest" })
  }

  model.on("html", draw)
  model.on("shown", show)
  draw()
  requestAnimationFrame(show)
  return place
}
