export function render({ model }) {
  const root = document.createElement("div");
  const [main, side] = ["main", "side"].map((name) => {
    const part = document.createElement("div");
    part.className = name;
    return part;
  });
  main.append(model.get_child("main"));
  side.append(...model.get_child("side"));
  root.className = "workplace";
  root.append(main, side);
  return root;
}
