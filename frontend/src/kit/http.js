// How pages talk to the server: htmx, the CSRF header, refusals into the dialog, whole pages after a redirect.
import htmx from "htmx.org";
import { closeDialog, closeDrawer, layBeneath, showDialog, tell } from "./dialogs.js";
import { make, word } from "./words.js";

Object.assign(htmx.config, {
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  includeIndicatorStyles: false,
  attributesToSettle: ["class"],
  timeout: 90000,
});

const root = document.documentElement;
const MOMENT = 300; // milliseconds: what is quicker needs no sign
const LEAVING = 10000; // a download never leaves the page

export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : (document.querySelector('meta[name="csrf-token"]')?.content ?? "");
}

/** Whether the session ended meanwhile: then one is led to the sign-in, and from there back to this page. */
export function signedOut(status, address) {
  if (status === 401) location.assign(address);
  return status === 401;
}

const wholePage = (text) => /^\s*<!doctype html/i.test(text);

function sentence(status) {
  if (status === 403) return word("forbidden");
  if (status === 404) return word("gone");
  if (status === 412) return word("stale");
  return word("failed");
}

function beforeSwap(event) {
  const detail = event.detail;
  const { status, responseText, responseURL } = detail.xhr;
  const source = detail.requestConfig.elt;
  if ([403, 409, 412].includes(status) && !wholePage(responseText)) {
    Object.assign(detail, { shouldSwap: true, isError: false, selectOverride: "unset", swapOverride: "innerHTML" });
    detail.target = document.getElementById("lc-dialog");
    if (status === 409) layBeneath(source);
    return;
  }
  if (status === 422) {
    Object.assign(detail, { shouldSwap: true, isError: false });
    return;
  }
  if (status >= 400) return;
  if (source.matches("[data-go]")) {
    detail.shouldSwap = false;
    location.assign(responseURL || source.href);
    return;
  }
  if (detail.requestConfig.verb !== "get" && wholePage(responseText)) {
    Object.assign(detail, { shouldSwap: true, selectOverride: "unset", swapOverride: "innerHTML show:window:top" });
    detail.target = document.body;
    closeDialog();
    if (responseURL && responseURL !== location.href) history.pushState({ htmx: true }, "", responseURL);
  }
}

// A part that takes longer than a moment rests in its place; a drawer opens with the room it will take.
function rest(target) {
  target.dataset.waiting = "";
  if (target.id !== "lc-drawer" || !target.hidden) return;
  target.replaceChildren(make("div", { class: "lc-skeleton lc-pad" }, make("i"), make("i"), make("i")));
  target.hidden = false;
}

function rested(target) {
  delete target.dataset.waiting;
  if (target.querySelector(":scope > .lc-skeleton")) closeDrawer();
}

export function start() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", beforeSwap);
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target?.id === "lc-dialog") showDialog();
    else if (target?.id === "lc-drawer") {
      target.hidden = false;
      target.querySelector(".b[tabindex]")?.focus();
    }
    else if (target === document.body) {
      closeDrawer();
      document.getElementById("main")?.focus({ preventScroll: true });
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.xhr?.status !== 422) return;
    const wrong = document.querySelector("#main :is(input, textarea, select)[aria-invalid=true]");
    (wrong?.tomselect ?? wrong ?? document.querySelector("[data-form-errors] a"))?.focus();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    if (responseText && status >= 400 && event.detail.shouldSwap) return;
    tell(sentence(status), { reload: status === 412 || status === 403 });
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => tell(word("offline")));
  let under = 0;
  const resting = new Map(); // request -> [timer, part]; a refusal is shown elsewhere than in the part
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    under += 1;
    root.dataset.busy = "1";
    if (detail.requestConfig.verb === "get") resting.set(detail.xhr, [setTimeout(rest, MOMENT, detail.target), detail.target]);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    under = Math.max(under - 1, 0);
    const [timer, part] = resting.get(detail.xhr) ?? [];
    clearTimeout(timer);
    if (resting.delete(detail.xhr)) rested(part);
    if (!under) delete root.dataset.busy;
  });
  addEventListener("beforeunload", () => {
    root.dataset.leaving = "";
    setTimeout(() => delete root.dataset.leaving, LEAVING);
  });
  addEventListener("pageshow", () => delete root.dataset.leaving);
}

export { htmx };
