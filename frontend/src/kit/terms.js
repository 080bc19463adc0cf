// Words of the glossary: what one means opens over the page by pointer, focus or touch, and closes by Escape.
const DELAY = 150;
const GAP = 6;
const EDGE = 8;
let made = 0;
let waiting = 0;

function place(button, meaning) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = meaning;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
  meaning.style.left = `${Math.max(EDGE, Math.min(at.left, document.documentElement.clientWidth - width - EDGE))}px`;
  meaning.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
}

function show(term) {
  const [button, meaning] = term.children;
  if (meaning.matches(":popover-open")) return;
  meaning.showPopover();
  place(button, meaning);
}

function hide(term) {
  if (!term.matches(":hover, :focus-within")) term.lastElementChild.hidePopover();
}

export function init(scope) {
  for (const term of scope.querySelectorAll(".lc-term:not([data-ready])")) {
    const [button, meaning] = term.children;
    term.dataset.ready = "";
    meaning.id ||= `lc-term-${++made}`;
    button.setAttribute("aria-describedby", meaning.id);
    button.addEventListener("click", () => show(term));
    term.addEventListener("pointerenter", () => {
      waiting = setTimeout(show, DELAY, term);
    });
    term.addEventListener("focusin", () => show(term));
    for (const name of ["pointerleave", "focusout"]) {
      term.addEventListener(name, () => {
        clearTimeout(waiting);
        setTimeout(hide, DELAY, term);
      });
    }
  }
}
