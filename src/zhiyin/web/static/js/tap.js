// Tags at a till, where the browser has Web NFC (Chrome on Android, over a safe connection). Without it, or without this file, the QR does the same.
// The words shown come from the page (data- attributes), so they are in the person's language.

const write = document.querySelector("[data-write-tag]");
const read = document.querySelector("[data-read-tag]");

async function writeTag() {
  const says = write.parentElement.querySelector("[role=status]");
  says.textContent = write.dataset.hold;
  try {
    await new NDEFReader().write({ records: [{ recordType: "url", data: write.dataset.writeTag }] });
    says.textContent = write.dataset.done;
  } catch {
    says.textContent = write.dataset.failed;
  }
}

async function follow(address) {
  const data = new FormData();
  data.set("code", address);
  data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(read.dataset.readTag, { method: "POST", body: data, headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : {};
}

async function readTag() {
  const says = read.parentElement.querySelector("[data-tag-says]");
  const reader = new NDEFReader();
  says.textContent = read.dataset.hold;
  reader.addEventListener("reading", async ({ message }) => {
    for (const record of message.records) {
      if (record.recordType !== "url") continue;
      const answer = await follow(new TextDecoder().decode(record.data)).catch(() => ({}));
      if (answer.next) return location.assign(answer.next);
      says.textContent = answer.says || read.dataset.failed;
    }
  });
  reader.addEventListener("readingerror", () => { says.textContent = read.dataset.failed; });
  await reader.scan().catch(() => { says.textContent = read.dataset.failed; });
}

if ("NDEFReader" in globalThis) {
  for (const [button, deed] of [[write, writeTag], [read, readTag]]) {
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", deed);
  }
}
