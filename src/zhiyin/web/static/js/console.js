// The console from the keyboard, and figures that stay fresh while somebody looks. Every page works without this file.

const FRESH_MS = 4000;
let here = -1;

const rows = () => [...document.querySelectorAll("[data-row]")];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

function stand(next) {
  const all = rows();
  if (!all.length) return;
  all[here]?.classList.remove("here");
  here = Math.max(0, Math.min(all.length - 1, next));
  all[here].classList.add("here");
  all[here].querySelector("a")?.focus({ preventScroll: true });
  all[here].scrollIntoView({ block: "nearest" });
}

const keys = {
  "/": () => document.querySelector("[data-search] input")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => stand(here + 1),
  k: () => stand(here - 1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target) || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, summary")) return;
  event.target.closest("[data-row]")?.querySelector("a")?.click();
});

// A new set of rows: standing on none of them.
document.addEventListener("htmx:afterSwap", () => { here = -1; });

setInterval(() => {
  const reading = document.querySelector("details[open], :focus-visible");
  if (document.visibilityState === "visible" && !reading) document.body.dispatchEvent(new Event("fresh"));
}, FRESH_MS);
