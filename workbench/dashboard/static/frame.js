// Light or dark: what was chosen is kept in a cookie, so that figures are drawn to suit.
const keep = theme => {
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=strict`
}
if (!/(^|; )theme=/.test(document.cookie)) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches
  keep(dark ? "dark" : "light")
  if (dark && /(^|; )theme=/.test(document.cookie)) window.location.reload()
}
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme")
  button.addEventListener("click", () => {
    keep(button.dataset.other)
    window.location.reload()
  })
})
