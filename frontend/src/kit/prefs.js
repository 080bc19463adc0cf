// Theme, row height and folded menu: kept in cookies, so that the server renders the next page right at once.
const root = document.documentElement;

function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

export function switchTheme() {
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  root.dataset.bsTheme = theme;
  keep("lc_theme", theme);
  document.dispatchEvent(new CustomEvent("lc:theme", { detail: theme }));
}

export function switchDensity() {
  root.dataset.density = root.dataset.density === "cozy" ? "compact" : "cozy";
  keep("lc_density", root.dataset.density);
}

export function foldNav() {
  const folded = root.dataset.nav !== "folded";
  if (folded) root.dataset.nav = "folded";
  else delete root.dataset.nav;
  keep("lc_nav", folded ? "folded" : "open");
}

function openNav(open) {
  if (open) root.dataset.nav = "open";
  else if (root.dataset.nav === "open") delete root.dataset.nav;
}

export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    else if (event.target.closest("[data-density-switch]")) switchDensity();
    else if (event.target.closest("[data-nav-open]")) {
      openNav(true);
      document.querySelector(".lc-nav-body a")?.focus();
    } else if (root.dataset.nav === "open" && !event.target.closest(".lc-nav")) openNav(false);
    else if (event.target.closest("[data-nav-fold]")) {
      if (root.dataset.nav === "open") openNav(false);
      else foldNav();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") openNav(false);
  });
}
