// Keys: off while one types or composes, and when the person turned them off.
import { showKeys } from "./dialogs.js";
import * as lists from "./lists.js";
import { open as openPalette } from "./palette.js";
import { foldNav, switchTheme } from "./prefs.js";
import { typing } from "./words.js";

const PLACES = { h: "home", d: "todo", o: "opportunities", p: "projects" };
const FALLBACK = { h: "/", d: "/todo/", o: "/opportunities/", p: "/projects/" };
const GO_TIME = 1200;
let going = 0;

const off = () => localStorage.getItem("lc-keys") === "off";
const press = (selector) => document.querySelector(selector)?.click();

function go(key) {
  const entry = document.querySelector(`[data-nav-key="${PLACES[key]}"], [data-nav-key$=".${PLACES[key]}"]`);
  location.assign(entry?.href ?? FALLBACK[key]);
}

function choose(decision) {
  const input = document.querySelector(`[data-decision] [data-choice="${decision}"]`);
  if (!input) return false;
  input.click();
  input.focus();
  return true;
}

// In the inbox: the decision on the row one stands on, as a sheet over the list.
function decide(decision) {
  const address = document.querySelector("[data-decide]")?.dataset.decide;
  const key = lists.current()?.querySelector("[data-pick]")?.value;
  if (!address || !key) return false;
  const url = `${address.replace("/0/", `/${key}/`)}?decision=${decision}&back=inbox`;
  window.htmx.ajax("GET", url, { target: "#lc-dialog", swap: "innerHTML" });
  return true;
}

function openPop(selector) {
  const pop = document.querySelector(selector);
  if (!pop) return false;
  pop.open = true;
  pop.querySelector(".lc-panel :is(input, select, a, button)")?.focus();
  return true;
}

const EVERYWHERE = {
  "/": () => openPalette(),
  "?": () => showKeys() ?? true,
  h: () => press("[data-help]") ?? true,
  "[": () => foldNav() ?? true,
  D: () => switchTheme() ?? true,
  c: () => openPop("[data-create]"),
  f: () => openPop("[data-filter-pop]"),
  j: () => lists.move(1) ?? true,
  k: () => lists.move(-1) ?? true,
  x: () => lists.pick() ?? true,
  X: () => lists.pick(true) ?? true,
  y: () => choose("approve") || decide("approve"),
  r: () => decide("reject") || choose("return"),
  m: () => {
    const comment = document.querySelector('[data-decision] [name="comment"]');
    comment?.focus();
    return Boolean(comment);
  },
  a: () => decide("approve") || choose("approve") || (press('[data-drop] input[type="file"]') ?? true),
  Escape: () => lists.clear() ?? false,
};

function special(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = document.querySelector("form[data-decision]") ?? event.target.closest("form[method=post]");
    form?.requestSubmit();
    return Boolean(form);
  }
  return false;
}

function plain(event) {
  const key = event.key;
  if (going && Date.now() - going < GO_TIME && PLACES[key]) return go(key) ?? true;
  going = 0;
  if (key === "g") {
    going = Date.now();
    return true;
  }
  const row = lists.current();
  const onRow = row && (event.target === document.body || row.contains(event.target));
  if (onRow && key === "Enter" && !event.target.closest("a, button")) return lists.open() ?? true;
  if (onRow && key === " " && row.dataset.preview && !event.target.closest("button, input, summary")) return lists.preview() ?? true;
  if (/^[1-9]$/.test(key)) {
    const view = document.querySelectorAll("[data-view]")[Number(key) - 1];
    view?.click();
    return Boolean(view);
  }
  return EVERYWHERE[key]?.() ?? false;
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (special(event)) {
      event.preventDefault();
      return;
    }
    if (off() || typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (plain(event)) event.preventDefault();
  });
}
