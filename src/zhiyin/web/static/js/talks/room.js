// The room of a talk. The two browsers leave words for each other with us until they have found a way; then picture and sound go directly.
(() => {
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const part = (name) => room.querySelector(`[data-${name}]`);
  const session = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const isCaller = room.dataset.caller === "1";
  const token = part("token").querySelector("input").value;
  const GATHER_MS = 2500, SOON_MS = 700, CALM_MS = 3000, HELLO_MS = 60000;
  let stream = null, line = null, theirs = "", after = 0, joined = false, saidHello = 0, recorder = null, offered = 0;

  const tell = (state) => {
    room.dataset.state = state;
    part("state-line").textContent = room.dataset[state];
  };

  const form = (kind, to, body) => new URLSearchParams({ csrfmiddlewaretoken: token, kind, session, to, body });

  const post = (kind, to = "", body = "") => fetch(room.dataset.signals, { method: "POST", body: form(kind, to, body) });

  // A description is written in letters: long numbers in it could pass for a card's, which are taken nowhere. An answer names the offer it answers.
  const wrap = (description, offer) => btoa(JSON.stringify({ offer, type: description.type, sdp: description.sdp }));
  const unwrap = (body) => JSON.parse(atob(body));

  const gathered = (connection) =>
    new Promise((done) => {
      if (connection.iceGatheringState === "complete") done();
      connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && done());
      setTimeout(done, GATHER_MS);
    });

  const hangUp = () => {
    stopRecording();
    if (line) line.close();
    line = null;
    part("theirs").srcObject = null;
  };

  const open = () => {
    hangUp();
    const connection = new RTCPeerConnection({ iceServers: JSON.parse(room.dataset.ice) });
    for (const kind of ["audio", "video"]) {
      const track = stream.getTracks().find((each) => each.kind === kind);
      if (track) connection.addTrack(track, stream);
      else if (isCaller) connection.addTransceiver(kind, { direction: "recvonly" });
    }
    connection.ontrack = (event) => {
      part("theirs").srcObject = event.streams[0] || new MediaStream([event.track]);
    };
    connection.onconnectionstatechange = () => {
      if (connection !== line) return;
      if (connection.connectionState === "connected") tell("connected");
      if (connection.connectionState === "disconnected") tell("broken");
      if (connection.connectionState === "failed") {
        tell("broken");
        if (isCaller) call();
        else hello();
      }
    };
    line = connection;
    tell("connecting");
    return connection;
  };

  const call = async () => {
    const connection = open(), offer = ++offered;
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    if (connection === line) await post("offer", theirs, wrap(connection.localDescription, offer));
  };

  const answer = async (word) => {
    theirs = word.session;
    const connection = open(), told = unwrap(word.body);
    await connection.setRemoteDescription(told);
    await connection.setLocalDescription(await connection.createAnswer());
    await gathered(connection);
    if (connection === line) await post("answer", theirs, wrap(connection.localDescription, told.offer));
  };

  const hello = () => {
    saidHello = Date.now();
    return post("hello");
  };

  const hear = async (word, later) => {
    if (word.kind === "hello" && isCaller) {
      const stale = later.some((each) => each.kind === "hello" || (each.kind === "bye" && each.session === word.session));
      if (stale || (word.session === theirs && line && line.connectionState === "connected")) return;
      theirs = word.session;
      await call();
    } else if (word.kind === "offer" && !isCaller && word.to === session) {
      await answer(word);
    } else if (word.kind === "answer" && isCaller && word.to === session && line && line.signalingState === "have-local-offer") {
      const told = unwrap(word.body);
      if (told.offer === offered) await line.setRemoteDescription(told);
    } else if (word.kind === "bye" && word.session === theirs) {
      theirs = "";
      hangUp();
      tell("left");
    }
  };

  const maySay = (told) => {
    const note = document.querySelector("[data-may-record]");
    note.textContent = told.mine && told.theirs ? note.dataset.both : note.dataset.nobody;
    const button = part("recorder");
    if (button) button.hidden = !(told.mine && told.theirs);
    if (!(told.mine && told.theirs)) stopRecording();
  };

  const listen = async () => {
    if (!joined) return;
    try {
      const told = await (await fetch(`${room.dataset.signals}?after=${after}`)).json();
      if (!told.open) {
        leave(false);
        tell("over");
        return;
      }
      maySay(told);
      for (const [place, word] of told.signals.entries()) {
        after = word.id;
        await hear(word, told.signals.slice(place + 1));
      }
      if (room.dataset.state === "lost") tell(line ? "connecting" : "waiting");
      if (!line && Date.now() - saidHello > HELLO_MS) await hello();
    } catch {
      if (room.dataset.state !== "connected") tell("lost");
    }
    setTimeout(listen, room.dataset.state === "connected" ? CALM_MS : SOON_MS);
  };

  const join = async () => {
    try {
      stream = await navigator.mediaDevices
        .getUserMedia({ audio: true, video: { width: { ideal: 640 } } })
        .catch(() => navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch {
      tell("blocked");
      return;
    }
    part("mine").srcObject = stream;
    part("before").hidden = true;
    part("within").hidden = false;
    part("mic").focus();
    joined = true;
    tell("waiting");
    await hello();
    listen();
  };

  const leave = (saying = true) => {
    joined = false;
    if (saying) post("bye");
    hangUp();
    stream.getTracks().forEach((track) => track.stop());
    part("mine").srcObject = null;
    part("before").hidden = false;
    part("within").hidden = true;
    theirs = "";
    tell("ready");
  };

  const turn = (button, kind) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    stream.getTracks().filter((track) => track.kind === kind).forEach((track) => { track.enabled = on; });
  };

  // Only the agent's browser has the button, and only while both say yes. The recording is saved there; we have no copy.
  const startRecording = () => {
    const sound = new AudioContext(), mixed = sound.createMediaStreamDestination();
    const shown = part("theirs").srcObject;
    for (const each of [stream, shown]) if (each.getAudioTracks().length) sound.createMediaStreamSource(each).connect(mixed);
    const pieces = [];
    recorder = new MediaRecorder(new MediaStream([...shown.getVideoTracks(), ...mixed.stream.getAudioTracks()]));
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }));
      link.download = "talk.webm";
      link.click();
      sound.close();
      recorder = null;
    };
    recorder.start();
    part("recorder").setAttribute("aria-pressed", "true");
    part("recorder").textContent = room.dataset.recording;
  };

  function stopRecording() {
    if (!recorder || recorder.state === "inactive") return;
    recorder.stop();
    part("recorder").setAttribute("aria-pressed", "false");
    part("recorder").textContent = room.dataset.record;
  }

  part("join").addEventListener("click", join);
  part("leave").addEventListener("click", () => leave());
  part("mic").addEventListener("click", () => turn(part("mic"), "audio"));
  part("camera").addEventListener("click", () => turn(part("camera"), "video"));
  if (part("recorder")) part("recorder").addEventListener("click", () => (recorder ? stopRecording() : line && startRecording()));
  addEventListener("pagehide", () => joined && navigator.sendBeacon(room.dataset.signals, form("bye", "", "")));
  part("before").hidden = false;
  tell("ready");
})();
