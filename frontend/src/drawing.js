// The drawing page of a process draft: bpmn-js, our panel, saving, the checks beside it.
import { start } from "./drawing/panel.js";
import { open } from "./drawing/modeler.js";

const settings = JSON.parse(document.getElementById("lc-drawing-settings").textContent);
const say = (text) => settings.words[text] ?? text;
const state = document.querySelector("[data-drawing-state]");
const button = document.querySelector("[data-drawing-save]");
const checks = document.querySelector("[data-drawing-checks]");
const modeler = open(document.querySelector("[data-drawing]"), settings.words);
let revision = settings.revision;
let changed = false;

function tell(text, tone = "lc-2") {
  state.className = `lc-s ${tone}`;
  state.textContent = text;
}

function choose(id) {
  const element = modeler.get("elementRegistry").get(id);
  if (!element) return;
  modeler.get("selection").select(element);
  modeler.get("canvas").scrollToElement(element);
}

function list(findings) {
  checks.replaceChildren();
  for (const one of findings) {
    const item = document.createElement("li");
    item.className = one.level === "problem" ? "lc-late" : "lc-2";
    if (one.step) {
      const link = document.createElement("button");
      link.type = "button";
      link.className = "lc-linklike";
      link.textContent = one.text;
      link.addEventListener("click", () => choose(one.step));
      item.append(link);
    } else item.textContent = one.text;
    checks.append(item);
  }
  if (!findings.length) {
    const item = document.createElement("li");
    item.className = "lc-done";
    item.textContent = say("No problems");
    checks.append(item);
  }
}

function keep(xml) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
  link.download = `${settings.key}-mine.bpmn`;
  link.className = "lc-btn small";
  link.textContent = say("Download");
  const again = document.createElement("a");
  again.href = location.href;
  again.className = "lc-btn small";
  again.textContent = say("Reload");
  changed = false;
  state.append(" ", link, " ", again);
}

async function save() {
  const { xml } = await modeler.saveXML({ format: true });
  const body = new FormData();
  body.set("bpmn", xml);
  body.set("revision", revision);
  const token = document.querySelector("meta[name=csrf-token]").content;
  button.disabled = true;
  try {
    const answer = await fetch(settings.save, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    if (answer.ok && answer.headers.get("Content-Type").includes("json")) {
      const said = await answer.json();
      revision = said.revision;
      changed = false;
      tell(say("Saved"), "lc-done");
      list(said.findings);
    } else if (answer.status === 412) {
      tell(say("Meanwhile"), "lc-late");
      keep(xml);
    } else {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const reason = page.querySelector("[data-refusal-message], .lc-refusal p, main p")?.textContent.trim() ?? "";
      tell(`${say("Not saved")} ${reason}`, "lc-late");
    }
  } catch {
    tell(say("Not saved"), "lc-late");
  } finally {
    button.disabled = false;
  }
}

// The process in the middle, its beginning at the top, never smaller than can be read.
function settle() {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, Math.max(0.8, (outer.height - 40) / inner.height));
  const width = outer.width / scale;
  canvas.viewbox({ x: inner.x + inner.width / 2 - width / 2, y: inner.y - 24, width, height: outer.height / scale });
}

async function begin() {
  try {
    const answer = await fetch(settings.file);
    await modeler.importXML(await answer.text());
  } catch (error) {
    tell(say("Could not open").replace("%(reason)s", error.message), "lc-late");
    return;
  }
  settle();
  start(modeler, document.querySelector("[data-drawing-panel]"), settings);
  modeler.get("eventBus").on("commandStack.changed", () => {
    changed = true;
    if (settings.save) tell(say("Unsaved"), "lc-wait");
    checks.querySelector(".lc-done")?.remove(); // true of what was saved
  });
  button?.addEventListener("click", save);
  checks.addEventListener("click", (event) => {
    const link = event.target.closest("[data-step]");
    if (link) choose(link.dataset.step);
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && settings.save) event.preventDefault();
  });
  document.querySelector("[data-drawing]").dataset.ready = "true";
  window.lcDrawing = modeler;
}

begin();
