// Files sent by themselves, one after the other: dropped, chosen, photographed, pasted; each with its progress or the
// sentence that refuses it. A form[data-uploads] says where to; without scripts it posts as any form does.
import { toast } from "./dialogs.js";
import { csrfToken, htmx, signedOut } from "./http.js";
import { icon, make, word } from "./words.js";

const two = (number) => String(number).padStart(2, "0");
let row = Promise.resolve();

/** Cameras and clipboards call everything "image": a name by the moment tells them apart. */
function named(file, what) {
  const now = new Date();
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join("");
  const ending = file.type.split("/")[1]?.replace("jpeg", "jpg") || "png";
  return new File([file], `${what} ${day} ${time}.${ending}`, { type: file.type });
}

function post(url, file, category, key, tell) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("file", file, file.name);
    if (category) body.append("category", category);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && tell(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status < 300) return done("");
      if (signedOut(request.status, request.getResponseHeader("HX-Redirect"))) return;
      try {
        done(JSON.parse(request.responseText).message);
      } catch {
        done(word(request.status === 403 ? "forbidden" : request.status === 413 ? "tooBig" : "failed", file.name));
      }
    });
    request.addEventListener("error", () => done(word("offline")));
    request.send(body);
  });
}

async function send(url, file, category, list) {
  const bar = make("progress", { max: "1", value: "0", "aria-label": file.name });
  const line = make("li", {}, icon("upload"), make("span", {}, file.name), bar);
  list?.append(line);
  const most = Number(word("most")) * 1024 * 1024;
  const tell = (share) => (bar.value = share);
  const error = file.size > most ? word("tooBig", file.name) : await post(url, file, category, crypto.randomUUID(), tell);
  if (error) line.replaceChildren(icon("alert-circle"), make("span", {}, error.includes(file.name) ? error : `${file.name}: ${error}`));
  line.classList.toggle("lc-late", Boolean(error));
  if (!error) line.remove();
  return error;
}

/** Send files and show the card anew; what was refused stays to be read. */
async function sendAll(form, files) {
  const list = form.querySelector("[data-sends]");
  const category = form.elements.category?.value ?? "";
  let sent = 0;
  for (const file of files) if (!(await send(form.action, file, category, list))) sent += 1;
  if (sent) await renew(form, [...list.children], category);
}

async function renew(form, refused, category) {
  const card = form.dataset.card;
  if (!card || !document.getElementById("attachments")) {
    if (!refused.length) location.reload();
    return;
  }
  await htmx.ajax("GET", card, { target: "#attachments", swap: "outerHTML" });
  const fresh = document.getElementById("attachments");
  fresh.querySelector("[data-sends]")?.append(...refused);
  const select = fresh.querySelector("select[name=category]");
  if (select && category) select.value = category;
  const count = document.querySelector('.lc-tabs a[href="?tab=files"] small');
  if (count) count.textContent = fresh.querySelector("[data-files-count]").textContent;
}

/** One after the other, also when more are dropped meanwhile. */
const queue = (work) => (row = row.then(work, work));

async function version(input) {
  const list = document.querySelector("[data-sends]");
  const error = await send(input.dataset.version, input.files[0], "", list);
  if (error && !list) toast(error);
  if (error) return;
  if (input.dataset.then) location.assign(input.dataset.then);
  else if (list) await renew(list.closest("form"), [...list.children], "");
  else location.reload();
}

function changed(event) {
  const input = event.target;
  if (input.type !== "file" || !input.files.length) return;
  if (input.dataset.version) {
    input.closest("details")?.removeAttribute("open");
    return queue(() => version(input));
  }
  const form = input.closest("form[data-uploads]");
  if (!form) return;
  const photo = input.hasAttribute("data-photo");
  const files = [...input.files].map((file) => (photo ? named(file, word("photo")) : file));
  input.value = "";
  queue(() => sendAll(form, files));
}

function pasted(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  const said = event.target.closest?.("form[data-paste-to]");
  const form = document.querySelector("form[data-uploads]");
  if (!said && (!form || event.target.closest?.("table.lc-sheet, dialog[open]"))) return;
  event.preventDefault();
  const shown = files.map((file) => (/^image\.\w+$/i.test(file.name) ? named(file, word("screenshot")) : file));
  queue(() => (said ? sayWith(said, shown) : sendAll(form, shown)));
}

const holdsFiles = (event) => event.dataTransfer?.types?.includes("Files");

/** Dropped anywhere on a page with a card of files; other zones of files take their own. */
function dragged(event) {
  const form = document.querySelector("form[data-uploads]");
  const other = event.target.closest?.("[data-drop]");
  if (!form || !holdsFiles(event) || (other && !form.contains(other))) return;
  event.preventDefault();
  form.classList.toggle("over", event.type === "dragover");
  if (event.type === "drop") {
    const files = [...event.dataTransfer.files];
    queue(() => sendAll(form, files));
  }
}

/** Pasted into a comment: the file goes to the record's files, its name into what is being said. */
async function sayWith(form, files) {
  const text = form.querySelector("textarea");
  for (const file of files) {
    const error = await send(form.dataset.pasteTo, file, form.dataset.category, form.querySelector("[data-sends]"));
    if (error) continue;
    text.setRangeText(`${text.value && !/\s$/.test(text.value) ? " " : ""}[${file.name}] `, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function start() {
  document.addEventListener("change", changed);
  document.addEventListener("paste", pasted);
  for (const name of ["dragover", "drop", "dragleave"]) document.addEventListener(name, dragged);
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-viewer]") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, summary")) return;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) document.querySelector(`[data-turn="${way}"]`)?.click();
  });
}
