// Steps and decisions: the current step is in sight; choosing shows what follows, phrases go into the comment, the bar repeats the choice.
function show(form) {
  const chosen = form.querySelector('input[name="decision"]:checked');
  const value = chosen?.value ?? "";
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== value;
  const comment = form.querySelector('[name="comment"]');
  if (comment) comment.required = value === "return" || value === "reject" || comment.dataset.always !== undefined;
  const echo = document.querySelector("[data-decision-echo]");
  if (!echo) return;
  echo.textContent = chosen ? chosen.closest("label").textContent.trim() : echo.dataset.none;
  echo.className = { approve: "lc-done", return: "lc-wait", reject: "lc-late" }[value] ?? "";
}

function reveal(scope) {
  for (const step of scope.querySelectorAll('.lc-steps > [aria-current="step"]')) {
    const bar = step.parentElement;
    bar.scrollLeft = step.offsetLeft - (bar.clientWidth - step.clientWidth) / 2;
  }
}

export function init(scope) {
  reveal(scope);
  const form = scope.querySelector("form[data-decision]") ?? (scope.matches?.("form[data-decision]") ? scope : null);
  if (form) show(form);
}

export function start() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-decision]");
    if (form) show(form);
  });
  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    const comment = phrase?.closest("form")?.querySelector('[name="comment"], [name="reason"]');
    if (!comment) return;
    comment.value = [comment.value.trim(), phrase.dataset.phrase]
      .filter(Boolean)
      .join(document.documentElement.lang.startsWith("zh") ? "\uff1b" : "; ");
    comment.dispatchEvent(new Event("input", { bubbles: true }));
    comment.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-back]")) history.back();
  });
}
