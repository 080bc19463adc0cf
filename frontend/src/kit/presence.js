// Who else has this record's form open, and whether somebody saved it since: asked when the form opens and every
// 25 seconds while it is looked at; leaving is told at once. form[data-present=url][data-revision]
import { csrfToken } from "./http.js";
import { icon, make } from "./words.js";

const EVERY = 25_000;
let form = null;
let timer = 0;

function show(sentences, tone) {
  const name = `present-${tone || "others"}`;
  const old = form.querySelector(`[data-note="${name}"]`);
  if (old?.dataset.said === sentences.join("\n")) return;
  old?.remove();
  if (!sentences.length) return;
  const note = make(
    "div",
    { class: `lc-note ${tone} lc-mb`, role: "status", "data-note": name, "data-said": sentences.join("\n") },
    icon(tone === "late" ? "alert-triangle" : "users"),
    make("span", {}, sentences.join(" ")),
  );
  form.prepend(note);
}

const body = (values) => {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", csrfToken());
  for (const [name, value] of Object.entries(values)) data.append(name, value);
  return data;
};

async function ask() {
  clearTimeout(timer);
  if (!form?.isConnected || document.visibilityState !== "visible") return;
  const asked = form;
  try {
    const answer = await fetch(asked.dataset.present, {
      method: "POST",
      body: body({ revision: asked.dataset.revision ?? "" }),
      redirect: "manual",
    });
    if (answer.status !== 200) return; // signed out, or the record is gone: saving will say so
    const { others, saved } = await answer.json();
    if (asked !== form) return;
    show(others, "");
    show(saved ? [saved] : [], "late");
  } catch {
    // the line is down: the next question finds out whether it is back
  }
  timer = setTimeout(ask, EVERY);
}

function leave() {
  if (!form) return;
  clearTimeout(timer);
  navigator.sendBeacon(form.dataset.present, body({ left: "1" }));
  form = null;
}

export function init() {
  const now = document.querySelector("form[data-present]");
  if (now === form) return;
  if (form && form.dataset.present !== now?.dataset.present) leave();
  form = now;
  if (form) ask();
}

export function start() {
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && init());
  document.addEventListener("visibilitychange", ask);
}
