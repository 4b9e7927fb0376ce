// Shows a notification while the wallet is closed, and opens its card when it is tapped. Nothing else: no page is kept, none is answered from here.

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  event.waitUntil(registration.showNotification(said.title || "知音 Zhiyin", {
    body: said.body || "",
    lang: said.lang || "",
    tag: said.tag || "",
    icon: "/static/icons/app.svg",
    data: said.path || "/inbox/",
  }));
});

// Only pages of this wallet are opened, whatever the message says.
const own = (path) => {
  const address = new URL(path, location.origin);
  return address.origin === location.origin ? address.href : location.origin;
};

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const address = own(event.notification.data);
    const [open] = await clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!open) return clients.openWindow(address);
    await open.focus();
    return open.navigate(address).catch(() => clients.openWindow(address));
  })());
});
