// The link that the server printed carries the key behind '#', which browsers keep to themselves.
const key = location.hash.slice(1);
if (key) {
  document.querySelector("[name=key]").value = key;
  history.replaceState(null, "", location.pathname + location.search);
}
