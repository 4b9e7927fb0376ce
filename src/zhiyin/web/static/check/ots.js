// Follows a proof of OpenTimestamps (.ots) from a file's SHA-256 to what is attested. It asks no Bitcoin node: whoever reads compares the merkle root.
"use strict";

const OTS = [
  0, ...new TextEncoder().encode("OpenTimestamps"), 0, 0, ...new TextEncoder().encode("Proof"), 0,
  0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94, 1, 8,
];
const PENDING = "83dfe30d2ef90c8e";
const BITCOIN = "0588960d73d71901";
const MESSAGE_MAX = 4096;

class BadProof extends Error {}

class Taking {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  bytes(count) {
    if (this.at + count > this.data.length) throw new BadProof("short");
    this.at += count;
    return this.data.slice(this.at - count, this.at);
  }

  number() {
    let value = 0;
    for (let place = 0; place < 5; place += 1) {
      const [byte] = this.bytes(1);
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) return value;
    }
    throw new BadProof("number");
  }

  sized() {
    return this.bytes(this.number());
  }
}

// The blocks that the proof leads to, and the calendars that promised one.
async function followed(data, digest) {
  const sha = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const spelt = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const taking = new Taking(data);
  if (spelt(taking.bytes(OTS.length)) !== spelt(OTS)) throw new BadProof("kind");
  if (spelt(taking.bytes(32)) !== spelt(digest)) throw new BadProof("other");
  const [blocks, promised, open] = [[], [], [digest]];
  while (open.length) {
    const message = open.pop();
    if (message.length > MESSAGE_MAX) throw new BadProof("long");
    let [operation] = taking.bytes(1);
    if (operation === 0xff) {
      open.push(message);
      [operation] = taking.bytes(1);
    }
    if (operation === 0) {
      const kind = spelt(taking.bytes(8));
      const inside = new Taking(taking.sized());
      if (kind === BITCOIN) blocks.push({ height: inside.number(), root: spelt([...message].reverse()) });
      if (kind === PENDING) promised.push(new TextDecoder().decode(inside.sized()));
    } else if (operation === 0x08) {
      open.push(await sha(message));
    } else if (operation === 0xf0 || operation === 0xf1) {
      const part = taking.sized();
      open.push(Uint8Array.from(operation === 0xf0 ? [...message, ...part] : [...part, ...message]));
    } else {
      throw new BadProof("operation");
    }
  }
  return { blocks, promised };
}
