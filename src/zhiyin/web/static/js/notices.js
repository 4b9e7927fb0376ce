// Notifications on this device. The browser asks for its permission only after the button was tapped; the words come from the page.

const form = document.querySelector("[data-notices]");
const says = document.querySelector("[data-notices-say]");
const able = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function subscribed() {
  const kept = await navigator.serviceWorker.getRegistration("/");
  return kept?.pushManager.getSubscription();
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== "granted") return form.dataset.denied;
  await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
  const worker = await navigator.serviceWorker.ready;
  const old = await worker.pushManager.getSubscription();
  await old?.unsubscribe(); // it may be for a key of before
  const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
  const { endpoint, keys } = given.toJSON();
  Object.entries({ endpoint, ...keys }).forEach(([name, value]) => { form.elements[name].value = value; });
  form.submit();
  return "";
}

// The list says which of its devices is this one; that one needs no button.
async function markOwn() {
  const given = await subscribed();
  if (!given) return;
  const digest = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(given.endpoint)));
  const row = document.querySelector(`[data-device="${digest}"]`);
  if (!row) return;
  row.querySelector("[data-own]").hidden = false;
  form.hidden = true;
}

if (form && !able) {
  says.textContent = form.dataset.unable;
} else if (form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.textContent = form.dataset.wait;
    says.textContent = await switchOn().catch(() => form.dataset.failed);
    delete form.dataset.sent; // it may be tried again
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  });
  markOwn().catch(() => {});
}
