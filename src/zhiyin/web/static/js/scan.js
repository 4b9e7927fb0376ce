// Reads a payment code with the camera: by the browser where it can (BarcodeDetector), else by the server, frame by frame.
// The words shown come from the page (data- attributes), so they are in the person's language.

const box = document.querySelector("[data-scanner]");
const FRAME_MS = 450;
const FRAME_WIDTH = 800;
const PATIENCE_MS = 90_000; // then the camera closes: it costs battery and, where the server reads the frames, data

async function detector() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  const wanted = ["qr_code", ...("bars" in box.dataset ? ["code_128"] : [])]; // a till also reads bar codes
  return wanted.every((each) => formats.includes(each)) ? new BarcodeDetector({ formats: wanted }) : null;
}

function picture(video) {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, FRAME_WIDTH / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
}

async function look(video, reader) {
  const data = new FormData();
  if (reader) {
    const found = await reader.detect(video);
    if (!found.length) return null;
    data.set("code", found[0].rawValue);
  } else {
    data.set("picture", await picture(video), "frame.jpg");
  }
  for (const field of box.querySelectorAll("input[type=hidden]")) data.set(field.name, field.value);
  const answer = await fetch(box.dataset.read, { method: "POST", body: data, headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { says: box.dataset.offline };
}

let running = false;

async function run() {
  if (running) return;
  running = true;
  const says = box.querySelector(".says");
  const video = box.querySelector("video");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    says.textContent = box.dataset.refused;
    says.hidden = false;
    running = false;
    return;
  }
  video.srcObject = stream;
  await video.play();
  video.hidden = false;
  box.classList.add("live");
  says.hidden = false;
  says.textContent = box.dataset.looking;
  const reader = await detector();
  const close = () => stream.getTracks().forEach((track) => track.stop());
  const end = Date.now() + PATIENCE_MS;
  addEventListener("pagehide", close);
  while (stream.active && Date.now() < end) {
    if (document.visibilityState === "visible" && video.videoWidth) {
      const answer = await look(video, reader).catch(() => ({ says: box.dataset.offline }));
      if (answer?.next) {
        close();
        location.assign(answer.next);
        return;
      }
      says.textContent = answer?.says || box.dataset.looking;
    }
    await new Promise((done) => setTimeout(done, FRAME_MS));
  }
  close();
  video.hidden = true;
  says.hidden = true;
  box.classList.remove("live");
  running = false;
}

if (box && navigator.mediaDevices?.getUserMedia) {
  const open = box.querySelector("[data-open]");
  open.hidden = false;
  open.addEventListener("click", run);
  // Somebody who has allowed the camera before need not tap again.
  navigator.permissions?.query({ name: "camera" }).then(
    (answer) => answer.state === "granted" && run(),
    () => {},
  );
}
