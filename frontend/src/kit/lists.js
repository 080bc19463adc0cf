// A list: rows opened by click and keys, selected with boxes, with the bar of what one can do with them.
import { closeDrawer } from "./dialogs.js";
import { start as startOrder } from "./order.js";
import { word } from "./words.js";

const list = () => document.querySelector("[data-list]");
const rowsOf = (box) => [...box.querySelectorAll("tbody > tr")];
let last = null;

export function refresh(box = list()) {
  if (!box) return;
  const picked = box.querySelectorAll("[data-pick]:checked").length;
  const all = box.querySelectorAll("[data-pick]").length;
  const whole = box.querySelector("[data-pick-all]");
  if (whole) {
    whole.checked = all > 0 && picked === all;
    whole.indeterminate = picked > 0 && picked < all;
  }
  const bar = box.querySelector("[data-bulk]");
  if (!bar) return;
  const found = box.querySelector("[data-found-all]");
  if (found && picked < all) found.value = "";
  const button = box.querySelector("[data-pick-found]");
  if (button) button.setAttribute("aria-pressed", found.value ? "true" : "false");
  bar.hidden = picked === 0;
  bar.querySelector("[data-bulk-count]").textContent = word("selected", picked);
}

export function current() {
  return list()?.querySelector("tbody > tr.cur") ?? null;
}

export function move(step) {
  const box = list();
  if (!box) return;
  const rows = rowsOf(box);
  const at = rows.indexOf(current());
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next) return;
  rows[at]?.classList.remove("cur");
  next.classList.add("cur");
  next.querySelector("a.link, a")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (!document.getElementById("lc-drawer")?.hidden) preview();
}

export function pick(range = false) {
  const box = list();
  const row = current();
  const input = row?.querySelector("[data-pick]");
  if (!input) return;
  const rows = rowsOf(box);
  if (range && last?.isConnected) {
    const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
    for (const one of rows.slice(from, to + 1)) one.querySelector("[data-pick]").checked = true;
  } else input.checked = !input.checked;
  last = row;
  refresh(box);
}

export function clear() {
  const box = list();
  for (const input of box?.querySelectorAll("[data-pick]:checked") ?? []) input.checked = false;
  refresh(box);
}

// All rows found, not only those of this page.
function pickFound() {
  const box = list();
  for (const input of box.querySelectorAll("[data-pick]")) input.checked = true;
  box.querySelector("[data-found-all]").value = "1";
  refresh(box);
  box.querySelector("[data-bulk-count]").textContent = box.querySelector("[data-pick-found]").textContent;
}

export function open() {
  const row = current();
  if (row?.dataset.href) location.assign(row.dataset.href);
}

export function preview() {
  const url = current()?.dataset.preview;
  if (url) window.htmx.ajax("GET", url, { target: "#lc-drawer", swap: "innerHTML" });
}

export function init(scope) {
  const bars = scope.querySelector("[data-today-at]");
  if (bars?.dataset.todayAt) bars.scrollLeft = Math.max(0, Number(bars.dataset.todayAt) - bars.clientWidth / 3);
  for (const tab of scope.querySelectorAll(":is(.lc-tabs, .lc-views) > [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft += tab.getBoundingClientRect().right - row.getBoundingClientRect().right + tab.offsetWidth;
  }
  refresh(scope.closest?.("[data-list]") ?? scope.querySelector("[data-list]") ?? list());
}

export function start() {
  startOrder();
  // Who comes to a part of a record on the phone sees that part; the rest lies above.
  const part = new URLSearchParams(location.search).has("tab");
  if (part && matchMedia("(max-width: 767px)").matches) document.querySelector(".lc-tabs")?.scrollIntoView();
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-list]");
    if (!box) return;
    if (event.target.matches("[data-pick-all]")) {
      for (const input of box.querySelectorAll("[data-pick]")) input.checked = event.target.checked;
    } else if (event.target.matches("[data-pick]")) last = event.target.closest("tr");
    refresh(box);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pick-none]")) clear();
    if (event.target.closest("[data-pick-found]")) pickFound();
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, summary, .pick") || getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  });
  // With Shift a head is sorted by in addition; asked before htmx follows the link.
  document.addEventListener(
    "click",
    (event) => {
      const head = event.shiftKey && event.target.closest("[data-sort-add]");
      if (!head) return;
      event.preventDefault();
      event.stopPropagation();
      location.assign(head.dataset.sortAdd);
    },
    true,
  );
  // Empty conditions stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches?.("[data-filter]")) return;
    const values = event.detail.formData ?? event.detail.parameters;
    for (const name of new Set(values.keys())) {
      const given = values.getAll(name).filter(Boolean); // several of a choice travel comma separated
      values.delete(name);
      if (given.length) values.set(name, given.join(","));
    }
    closeDrawer();
  });
}
