// The search over every page: what is typed is asked for a moment later, an older question is given up.
import { word } from "./words.js";

const PAUSE = 120;
let asked = null;
let timer = 0;
let last = null;

const palette = () => document.getElementById("lc-palette");
const field = () => palette().querySelector("input");
const list = () => palette().querySelector("#lc-hits");
const options = () => [...list().querySelectorAll("[role=option]")];
const current = () => list().querySelector("[aria-selected=true]");

function select(option) {
  current()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field().setAttribute("aria-activedescendant", option.id);
  else field().removeAttribute("aria-activedescendant");
}

function show(html) {
  list().innerHTML = html; // our own page: every text in it was escaped by the server
  select(options()[0]);
  palette().querySelector("[data-count]").textContent = options().length ? "" : word("noneFound");
}

async function ask() {
  const words = field().value;
  asked?.abort();
  const request = new AbortController();
  asked = request;
  try {
    const answer = await fetch(`${palette().dataset.source}?q=${encodeURIComponent(words)}`, {
      signal: request.signal,
      headers: { "X-Requested-With": "fetch" },
    });
    const text = await answer.text();
    if (asked !== request) return;
    if (answer.redirected || /^\s*<!doctype/i.test(text)) location.reload(); // signed out meanwhile
    else if (answer.ok) show(text);
    last = words;
  } catch (error) {
    if (error.name !== "AbortError") list().textContent = word("offline");
  }
}

function later(event) {
  if (event.isComposing) return; // pinyin on its way to becoming Chinese
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

function move(step) {
  const all = options();
  if (all.length) select(all[(all.indexOf(current()) + step + all.length) % all.length]);
}

// What is chosen, or while its hits are not there yet, the page with all of them.
function go(event) {
  const hit = last === field().value ? current() : null;
  if (!hit) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) window.open(hit.href, "_blank", "noopener");
  else location.assign(hit.href);
}

function keys(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") go(event);
  else if (event.key === "Escape") {
    event.preventDefault(); // a search field would only be emptied
    palette().close();
  }
}

export function open(words = "") {
  const box = palette();
  if (!box) return false;
  if (!box.open) box.showModal();
  field().value = words || field().value;
  field().focus();
  field().select();
  ask();
  return true;
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
    if (palette()?.open) palette().close();
    else if (document.querySelector("dialog[open]") || !open()) return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const box = palette();
    if (event.target === box || event.target.closest("[data-palette-close]")) box?.close();
    else if (event.target.closest("[data-find], [data-find-open]")) open(document.querySelector("[data-find]")?.value ?? "");
  });
  document.addEventListener("input", (event) => event.target.closest("#lc-palette") && later(event));
  document.addEventListener("compositionend", (event) => event.target.closest("#lc-palette") && later(event));
  document.addEventListener("keydown", (event) => event.target.closest?.("#lc-palette") && keys(event));
}
