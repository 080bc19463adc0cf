// The sign-off page: serial numbers are checked while they are typed, pasted or scanned; a camera reads bar codes.
const WAIT_MS = 350;
const form = () => document.querySelector(".pj-signoff");

// ---------------------------------------------------------------- checking
let timer = 0;
function checkSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const place = document.getElementById("serial-check");
    if (place) window.htmx.trigger(place, "lc:check");
  }, WAIT_MS);
}

function mark(place) {
  for (const told of place.querySelectorAll("[data-row]")) {
    const row = form()?.querySelector(`tr[data-row="${told.dataset.row}"]`);
    if (!row) continue;
    const input = row.querySelector('input[name="serial"]');
    const message = row.querySelector("[data-msg]");
    const bad = told.dataset.state === "bad";
    if (bad) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    message.classList.toggle("lc-late", bad);
    message.replaceChildren();
    if (!told.dataset.state) continue;
    const sign = document.createElement("i");
    sign.className = bad ? "ti ti-circle-x" : "ti ti-check lc-done";
    sign.setAttribute("aria-hidden", "true");
    message.append(sign, ` ${told.textContent}`);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.('.pj-serials input[name="serial"], .pj-serials input[name="box"]')) checkSoon();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "serial-check") mark(event.target);
});

// ---------------------------------------------------------------- camera
const canScan = () => "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;
let stream = null;

function emptyCell() {
  return [...form().querySelectorAll('.pj-serials input[name="serial"]')].find((input) => !input.value.trim());
}

function take(code, said) {
  const known = [...form().querySelectorAll('.pj-serials input[name="serial"]')].some((input) => input.value.trim() === code);
  const cell = known ? null : emptyCell();
  said.textContent = cell || known ? code : "";
  if (!cell) return;
  cell.value = code;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  navigator.vibrate?.(60);
}

async function scan() {
  const box = document.getElementById("pj-camera");
  const [video, said] = [box.querySelector("video"), box.querySelector("[data-scan-last]")];
  box.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    said.textContent = box.dataset.none;
    return;
  }
  video.srcObject = stream;
  await video.play();
  const detector = new window.BarcodeDetector();
  const look = async () => {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    for (const code of found) take(code.rawValue.trim(), said);
    setTimeout(look, 250);
  };
  look();
}

function endScan() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  document.getElementById("pj-camera")?.close();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-scan]")) scan();
  else if (event.target.closest("[data-scan-end]")) endScan();
});
document.addEventListener("close", endScan, true);

function offerScan() {
  for (const button of document.querySelectorAll("[data-scan]")) button.hidden = !canScan();
}
offerScan();
document.addEventListener("htmx:afterSettle", offerScan);
