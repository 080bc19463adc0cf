// A form is sent once: its button turns, a second press does nothing until there is an answer. Of chosen files it shows
// how much is sent.
import { make } from "./words.js";

function mark(form, button) {
  form.dataset.sent = "1";
  const shown =
    button ??
    document.querySelector(`button.primary[form="${form.id}"]`) ??
    form.querySelector("button.primary, button:not([type=button])");
  if (shown) {
    shown.dataset.sending = "1";
    shown.setAttribute("aria-disabled", "true");
  }
}

export function release(scope = document) {
  for (const form of scope.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of scope.querySelectorAll("[data-sending]")) {
    delete button.dataset.sending;
    button.removeAttribute("aria-disabled");
  }
}

function showSent(event) {
  const files = event.target.querySelector?.("[data-drop-list]:not(:empty)");
  if (!files || !event.detail.lengthComputable) return;
  const label = files.closest("[data-drop]").textContent.trim();
  if (!files.querySelector("progress")) files.append(make("li", {}, make("progress", { max: "1", "aria-label": label })));
  files.querySelector("progress").value = event.detail.loaded / event.detail.total;
}

export function start() {
  let last = null;
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post") return;
      if (form.dataset.sent) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      last = event.submitter;
      if (!form.hasAttribute("hx-post")) mark(form, event.submitter);
    },
    true,
  );
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("form")) mark(event.target, last);
    last = null;
  });
  document.addEventListener("htmx:xhr:progress", showSent);
  document.addEventListener("htmx:afterRequest", () => {
    document.querySelector("[data-drop-list] progress")?.parentElement.remove();
    release();
  });
  window.addEventListener("pageshow", () => release());
}
