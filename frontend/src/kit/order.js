// A list of lines to be put in order: dragged, by its arrow buttons, or with Alt and the arrow keys on a line.
function shift(item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(item);
  else other.after(item);
  item.scrollIntoView({ block: "nearest" });
}

export function start() {
  let moving = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-order] [data-up], [data-order] [data-down]");
    if (!button) return;
    shift(button.closest("li"), "up" in button.dataset ? -1 : 1);
    button.focus();
  });
  document.addEventListener("keydown", (event) => {
    const item = event.altKey && event.target.closest?.("[data-order] > li");
    if (!item || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    shift(item, event.key === "ArrowUp" ? -1 : 1);
    item.querySelector("input")?.focus();
  });
  document.addEventListener("dragstart", (event) => {
    moving = event.target.closest?.("[data-order] > li") ?? null;
    moving?.classList.add("moving");
  });
  document.addEventListener("dragover", (event) => {
    const over = moving && event.target.closest?.("[data-order] > li");
    if (!over || over === moving || over.parentElement !== moving.parentElement) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(moving);
    else over.after(moving);
  });
  document.addEventListener("dragend", () => {
    moving?.classList.remove("moving");
    moving = null;
  });
}
