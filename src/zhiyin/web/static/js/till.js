// The till's keypad: digits run in from the right, as on every cash register. Without this file the amount is typed.

const form = document.querySelector("[data-keying]");

if (form) {
  const amount = form.querySelector("input[name=amount]");
  const pad = form.querySelector("[data-keypad]");
  const DIGITS_MAX = 9;
  let digits = amount.value.replace(/\D/g, "").replace(/^0+/, "");

  const show = () => {
    const padded = digits.padStart(3, "0");
    amount.value = digits ? `${padded.slice(0, -2)}.${padded.slice(-2)}` : "";
  };

  pad.hidden = false;
  // The keypad takes the place of the telephone's own keyboard.
  if (matchMedia("(pointer: coarse)").matches) amount.inputMode = "none";

  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key) return;
    digits = key === "back" ? digits.slice(0, -1) : (digits + key).replace(/^0+/, "").slice(0, DIGITS_MAX);
    show();
  });
  amount.addEventListener("input", () => {
    const [whole, fraction = ""] = amount.value.replace(/[^\d.]/g, "").split(".");
    digits = (whole + fraction.slice(0, 2).padEnd(2, "0")).replace(/^0+/, "");
  });
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
