// The numbers of the frame (unread messages, work to do) kept alive while the page is looked at: one small question
// every 25 seconds, answered by 304 as long as nothing has changed. A page in the background asks nothing.
const bell = () => document.querySelector("[data-live]");
const EVERY = 25_000;
const shown = (count) => (count > 99 ? "99" : String(count));

let known = "";
let timer = 0;
let asked = 0;
let ended = false;

function badge(place, count, hot) {
  let mark = place.querySelector(":scope > [data-live-mark]");
  if (!mark && count) {
    mark = document.createElement(place.dataset.liveTag || "em");
    mark.dataset.liveMark = "";
    if (place.dataset.liveClass) mark.className = place.dataset.liveClass;
    place.append(mark);
  }
  if (!mark) return;
  mark.hidden = !count;
  mark.textContent = shown(count);
  mark.classList.toggle("hot", Boolean(hot));
}

function show(numbers) {
  for (const [name, { count, hot }] of Object.entries(numbers)) {
    for (const place of document.querySelectorAll(`[data-live-count="${CSS.escape(name)}"]`)) {
      badge(place, count, hot);
      if (place.dataset.liveLabel) place.setAttribute("aria-label", place.dataset.liveLabel.replace("0", count));
    }
  }
  const unread = numbers.unread?.count ?? 0;
  const plain = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = unread ? `(${unread > 99 ? "99+" : unread}) ${plain}` : plain;
  document.dispatchEvent(new CustomEvent("lc:numbers", { detail: numbers }));
}

async function ask() {
  const place = bell();
  if (!place || document.visibilityState !== "visible" || ended) return;
  asked = Date.now();
  try {
    const headers = known ? { "If-None-Match": known } : {};
    const answer = await fetch(place.dataset.live, { headers, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 403) ended = true; // signed out elsewhere
    if (answer.status !== 200) return;
    known = answer.headers.get("ETag") ?? "";
    show(await answer.json());
  } catch {
    // the line is down: the next question finds out whether it is back
  }
}

function rhythm() {
  clearTimeout(timer);
  if (document.visibilityState !== "visible" || ended) return;
  const wait = Math.max(0, asked + EVERY - Date.now());
  timer = setTimeout(() => ask().finally(rhythm), wait);
}

export function start() {
  if (!bell()) return;
  asked = Date.now(); // the page has just been printed with its numbers
  const unread = Number(bell().querySelector("[data-live-mark]")?.textContent ?? 0);
  if (unread) document.title = `(${unread}) ${document.title}`;
  document.addEventListener("visibilitychange", rhythm);
  document.addEventListener("lc:ask-numbers", () => ask().finally(rhythm));
  rhythm();
}
