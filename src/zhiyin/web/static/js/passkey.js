// Says in the page what allauth's files about passkeys only say to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const word of document.querySelectorAll("[data-passkey-trouble]")) word.hidden = false;
});

document.addEventListener("DOMContentLoaded", () => {
  if (window.PublicKeyCredential) return;
  for (const word of document.querySelectorAll("[data-passkey-none]")) word.hidden = false;
});
