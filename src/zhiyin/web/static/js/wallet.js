// Small comforts of every page. Without this file each page still works.

// One beat every two seconds while somebody looks: the inbox badge and fresh receipts ask for news on it.
setInterval(() => {
  if (document.visibilityState === "visible") document.body.dispatchEvent(new Event("tick"));
}, 2000);

// A form is sent once, however often the button is tapped. (The server would recognise the second one by its key.)
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  }
});

// Back from the next page: forms may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

// A switch of look shows at once; "Save" remembers it.
document.addEventListener("change", (event) => {
  const { name, value, checked, form } = event.target;
  if (!form?.matches("[data-look]")) return;
  const root = document.documentElement;
  if (name === "theme" || name === "size") root.dataset[name] = value;
  if (name === "simple") root.toggleAttribute("data-simple", checked);
});

// An address is copied with one tap, where the browser can; its button does not show where it cannot.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.querySelector("span").textContent = button.dataset.done;
  });
}

// Who signs out gets no more notifications on this device: somebody else may hold it next.
document.querySelector("[data-sign-out]")?.addEventListener("submit", async (event) => {
  const form = event.currentTarget;
  event.preventDefault();
  const worker = await navigator.serviceWorker?.getRegistration("/").catch(() => undefined);
  const given = await worker?.pushManager?.getSubscription().catch(() => undefined);
  await given?.unsubscribe().catch(() => undefined);
  form.submit();
});

document.querySelector("[data-print]")?.addEventListener("click", () => print());

// Without a connection the page says so, and that nothing was done; with the next answer it falls silent.
const offline = document.querySelector("[data-offline]");
const tell = (gone) => () => offline?.toggleAttribute("hidden", !gone);
addEventListener("offline", tell(true));
addEventListener("online", tell(false));
document.addEventListener("htmx:sendError", tell(true));
document.addEventListener("htmx:afterOnLoad", tell(false));

// On paper nothing is folded away.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".receipt details")) folded.open = true;
});
