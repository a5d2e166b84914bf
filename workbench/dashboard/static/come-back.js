// The server is gone, or this page was forgotten: load it anew as soon as somebody answers.
if (!document.getElementById("connection-lost")) {
  const told = document.createElement("p");
  told.id = "connection-lost";
  told.setAttribute("role", "status");
  told.textContent = "The connection is lost. This page comes back by itself.";
  told.style.cssText =
    "position: fixed; inset: auto 0 0 0; margin: 0; padding: 0.75rem; text-align: center; " +
    "background: #7a2e00; color: #fff; z-index: 1000";
  document.body.append(told);
  const come_back = async () => {
    const answer = await fetch("/sign-in", { cache: "no-store" }).catch(() => null);
    if (answer && answer.ok) location.reload();
    else setTimeout(come_back, 1000);
  };
  setTimeout(come_back, 1000);
}
