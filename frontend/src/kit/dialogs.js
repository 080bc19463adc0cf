// The one dialog of a page, questions before what cannot be undone, toasts, and panels under buttons.
import { release } from "./submit.js";
import { icon, make, word } from "./words.js";

const TOAST_TIME = 8000;
let pressed = null;
let beneath = [];

const dialog = () => document.getElementById("lc-dialog");

// Show what #lc-dialog holds now: the content names its title, its sentence and whether it is an alert.
export function showDialog() {
  const box = dialog();
  const content = box?.querySelector(".lc-sheetbox");
  if (!content) return;
  box.setAttribute("role", content.dataset.role || "dialog");
  for (const [name, source] of [
    ["aria-labelledby", "title"],
    ["aria-describedby", "text"],
  ]) {
    if (content.dataset[source]) box.setAttribute(name, content.dataset[source]);
    else box.removeAttribute(name);
  }
  box.classList.toggle("narrow", content.dataset.narrow !== undefined);
  if (!box.open) {
    pressed = document.activeElement;
    box.showModal();
  }
}

// A refusal comes over the form in the dialog that was refused: what was typed there is back when it is closed.
export function layBeneath(form) {
  if (!dialog().contains(form)) return;
  beneath = [...dialog().childNodes];
  dialog().replaceChildren();
}

export function closeDialog() {
  beneath = [];
  if (dialog()?.open) dialog().close();
}

function frame({ title, text, role, narrow }, ...rest) {
  const content = make(
    "div",
    { class: "lc-sheetbox", "data-role": role, "data-title": "lc-dlg-t", "data-text": "lc-dlg-d", "data-narrow": narrow },
    make("header", {}, make("div", {}, make("h2", { id: "lc-dlg-t" }, title), make("p", { id: "lc-dlg-d", class: "lc-2" }, text))),
    ...rest,
  );
  dialog().replaceChildren(content);
  showDialog();
}

// A sentence that must be read: errors are never toasts.
export function tell(sentence, { reload = false } = {}) {
  const close = make("button", { class: `lc-btn lc-push${reload ? "" : " primary"}`, type: "button", "data-close": true }, word("close"));
  const again = reload
    ? make("button", { class: "lc-btn primary", type: "button", "data-reload": true }, icon("refresh"), word("reload"))
    : null;
  frame({ title: sentence, text: "", role: "alertdialog", narrow: true }, make("div", { class: "b" }), make("footer", {}, close, again));
}

/** What stands on a button, which is the verb one is asked about. */
const own = (button) => button.getAttribute("aria-label") || button.textContent.trim();

function ask(button) {
  button.closest("details.lc-pop")?.removeAttribute("open");
  const yes = make("button", { class: "lc-btn danger", type: "button" }, button.dataset.confirmYes || own(button) || word("yes"));
  const no = make("button", { class: "lc-btn lc-push", type: "button", "data-close": true, autofocus: true }, word("no"));
  yes.addEventListener("click", () => {
    closeDialog();
    button.dataset.confirmed = "1";
    button.click();
    delete button.dataset.confirmed;
  });
  const question = button.dataset.confirm || word("confirm");
  frame(
    { title: question, text: button.dataset.confirmText || "", role: "alertdialog", narrow: true },
    make("div", { class: "b" }),
    make("footer", {}, no, yes),
  );
}

export function toast(text, { undo = null } = {}) {
  const note = make("div", { class: "lc-toast" }, icon("circle-check"), make("span", {}, text));
  const remove = () => note.remove();
  if (undo) {
    const button = make("button", { type: "button" }, word("undo"));
    button.addEventListener("click", () => {
      remove();
      undo();
    });
    note.append(button);
  }
  document.getElementById("lc-toasts")?.append(note);
  setTimeout(remove, TOAST_TIME);
}

export function showKeys() {
  const help = document.getElementById("lc-keys-help");
  if (!help) return;
  dialog().replaceChildren(help.content.cloneNode(true));
  const box = dialog().querySelector("[data-keys-off]");
  if (box) box.checked = localStorage.getItem("lc-keys") === "off";
  showDialog();
}

export function init(scope) {
  for (const message of scope.querySelectorAll("template[data-toast]")) {
    toast(message.content.textContent.trim());
    message.remove();
  }
  const notes = scope.querySelector("[data-messages]");
  if (notes && !notes.children.length) notes.remove();
  const box = dialog();
  if (box && !box.dataset.ready) {
    box.dataset.ready = "1";
    box.addEventListener("close", () => {
      box.replaceChildren(...beneath);
      if (beneath.length) {
        beneath = [];
        release();
        showDialog();
      } else if (pressed?.isConnected) pressed.focus();
    });
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close();
    });
  }
}

export function start() {
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-confirm]");
      if (!button || button.dataset.confirmed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!button.form || button.form.noValidate || button.form.reportValidity()) ask(button);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      if (dialog()?.open) dialog().close();
      else closeDrawer();
    }
    if (event.target.closest("[data-reload]")) location.reload();
    if (event.target.closest("[data-keys]")) showKeys();
    for (const open of document.querySelectorAll("details.lc-pop[open]")) {
      if (!open.contains(event.target) && !event.target.closest(".flatpickr-calendar, .ts-dropdown")) open.open = false;
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-off]")) localStorage.setItem("lc-keys", event.target.checked ? "off" : "on");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.lc-pop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (!dialog()?.open) closeDrawer();
  });
  document.addEventListener("lc:toast", (event) => toast(event.detail.text ?? event.detail.value ?? ""));
}

export function closeDrawer() {
  const drawer = document.getElementById("lc-drawer");
  if (drawer && !drawer.hidden) {
    drawer.hidden = true;
    drawer.replaceChildren();
  }
}
