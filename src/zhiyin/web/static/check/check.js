// Checks a receipt of a Zhiyin wallet without asking anybody: SHA-256 and Ed25519 of the browser, the tree of RFC 9162, a C2SP checkpoint.
// How the bytes lie is told in docs/seals.md of the wallet's source.
"use strict";

const KINDS = {
  en: ["payment or transfer", "money held", "held money taken", "held money freed", "money given back"],
  zh: ["付款或转账", "冻结", "从冻结中扣款", "解除冻结", "退回"],
};
const WORDS = {
  en: {
    valid: "Valid",
    proved: "The wallet's log holds this line, and the key below signed that log.",
    wrong: "Not valid",
    file: "This file is not a receipt of a Zhiyin wallet, or one of a newer kind.",
    part: "A part of the receipt is missing or is not what it should be: ",
    leaf: "These are not the bytes of a transfer.",
    side: "The balance in the file is not the one that was sealed.",
    position: "The position is not a place among the lines that the head covers.",
    path: "This line is not in the log that was signed: the line, its position, the path or the head was changed.",
    signature: "The signature does not hold: the head or the key was changed.",
    otherKey: "The receipt is signed with another key than the one you know.",
    later: "The later log does not hold everything that it held when your receipt was made.",
    laterFile: "The second file is not a proof between two heads.",
    noEd25519: "This browser cannot check Ed25519 signatures. Use a newer one, or check_receipt.py.",
    noCrypto: "Browsers do arithmetic like this only on pages from https or from your own disk. Save this page and open it from there.",
    what: "What", number: "Number", amount: "Amount", debit: "Your balance after", credit: "Your balance after", booked: "Booked",
    from: "From account", to: "To account", wallet: "Wallet", place: "Line", signed: "Signed", key: "Public key", still: "Still there",
    of: "of", yes: "yes", by: "In the log by",
    promised: "The wallet's key signed that its log will hold this line by then.",
    promise: "The promise is of another line.",
    anchor: "That .ots file is not a proof of this head, or cannot be read.",
    anchored: "In Bitcoin", block: "block", root: "if its merkle root is", awaited: "not yet; promised by",
  },
  zh: {
    valid: "有效",
    proved: "该钱包的账簿里确有这一行，且账簿由下面的公钥签名。",
    wrong: "无效",
    file: "这不是知音钱包的收据，或是更新版本的收据。",
    part: "收据缺少一部分，或内容不对：",
    leaf: "内容不是一笔转账。",
    side: "文件里的余额与封存时不同。",
    position: "位置不在已签名的账簿范围之内。",
    path: "已签名的账簿里没有这一行：该行、位置、路径或树头被改动过。",
    signature: "签名不成立：树头或公钥被改动过。",
    otherKey: "收据的签名公钥与您所知的不同。",
    later: "后来的账簿没有完整保留您的收据生成时的内容。",
    laterFile: "第二个文件不是两个树头之间的证明。",
    noEd25519: "此浏览器不能核对 Ed25519 签名。请换较新的浏览器，或使用 check_receipt.py。",
    noCrypto: "浏览器只在 https 页面或本机文件里允许这类运算。请保存本页，再从磁盘打开。",
    what: "内容", number: "编号", amount: "金额", debit: "您的余额", credit: "您的余额", booked: "入账时间",
    from: "转出账户", to: "转入账户", wallet: "钱包", place: "行", signed: "签名时间", key: "公钥", still: "是否仍在",
    of: "／", yes: "是", by: "最迟封存时间",
    promised: "该钱包的公钥签名承诺：账簿最迟在该时间会有这一行。",
    promise: "这份承诺说的是另一行。",
    anchor: "该 .ots 文件不是这个树头的证明，或无法读取。",
    anchored: "比特币", block: "区块", root: "，前提是其默克尔根为", awaited: "尚未写入；已承诺的日历：",
  },
};
const LEAF_BYTES = 177;

class Wrong extends Error {
  constructor(code, detail = "") {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

const bytesOf = (text) => new TextEncoder().encode(text);
const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const base64 = (data) => btoa(String.fromCharCode(...data));

function decoded(holder, name) {
  try {
    const data = Uint8Array.from(atob(holder[name]), (sign) => sign.charCodeAt(0));
    if (base64(data) === holder[name]) return data;
  } catch {
    // said below
  }
  throw new Wrong("part", name);
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const node = (left, right) => sha256([1], left, right);
const hashesIn = (data) => Array.from({ length: Math.ceil(data.length / 32) }, (_, at) => data.slice(at * 32, at * 32 + 32));

// RFC 9162, 2.1.3.2. Sizes may pass 2^32, so no bit operators.
const odd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);

async function rootFromPath(hash, position, size, path) {
  let [number, last] = [position, size - 1];
  for (const sibling of path) {
    if (last === 0) return null;
    if (odd(number) || number === last) {
      hash = await node(sibling, hash);
      while (!odd(number) && number) [number, last] = [half(number), half(last)];
    } else {
      hash = await node(hash, sibling);
    }
    [number, last] = [half(number), half(last)];
  }
  return last === 0 ? hash : null;
}

// RFC 9162, 2.1.4.2.
async function continues(before, after, proof) {
  if (before.size === after.size) return same(before.root, after.root) && !proof.length;
  if (!(before.size > 0 && before.size < after.size) || !proof.length) return false;
  const isPower = Number.isInteger(Math.log2(before.size));
  const hashes = isPower ? [before.root, ...proof] : [...proof];
  let [number, last] = [before.size - 1, after.size - 1];
  while (odd(number)) [number, last] = [half(number), half(last)];
  let early = hashes[0];
  let late = hashes[0];
  for (const hash of hashes.slice(1)) {
    if (last === 0) return false;
    if (odd(number) || number === last) {
      [early, late] = [await node(hash, early), await node(hash, late)];
      while (!odd(number) && number) [number, last] = [half(number), half(last)];
    } else {
      late = await node(late, hash);
    }
    [number, last] = [half(number), half(last)];
  }
  return last === 0 && same(early, before.root) && same(late, after.root);
}

async function signedHead(note, keyText) {
  const found = /^(([^\n]+)\n(\d{1,15})\n([^\n]+)\n([^\n]+)\n)\n— ([^\n]+) ([^\n ]+)\n$/.exec(String(note));
  if (!found) throw new Wrong("part", "head");
  const [, text, origin, size, root, moment, name, signature] = found;
  await verified({ text, origin, name, signature, keyText });
  return { origin, size: Number(size), root: decoded({ head: root }, "head"), moment };
}

// Until the line is in the log: its hash, and by when it will be there.
async function signedPromise(receipt, leaf) {
  const found = /^(zhiyin promise v1\n([^\n]+)\n([^\n]+)\n([^\n]+)\n)\n— ([^\n]+) ([^\n ]+)\n$/.exec(String(receipt.promise));
  if (!found) throw new Wrong("part", "promise");
  const [, text, origin, hash, moment, name, signature] = found;
  await verified({ text, origin, name, signature, keyText: receipt.key });
  if (!same(decoded({ promise: hash }, "promise"), await sha256([0], leaf))) throw new Wrong("promise");
  return { wallet: origin, by: plain(moment), key: receipt.key };
}

async function verified({ text, origin, name, signature, keyText }) {
  const key = decoded({ key: keyText }, "key");
  const data = decoded({ head: signature }, "head");
  const number = (await sha256(bytesOf(`${origin}\n`), [1], key)).slice(0, 4);
  if (name !== origin || !same(data.slice(0, 4), number)) throw new Wrong("signature");
  let holds = false;
  try {
    const publicKey = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    holds = await crypto.subtle.verify({ name: "Ed25519" }, publicKey, data.slice(4), bytesOf(text));
  } catch (problem) {
    if (problem.name === "NotSupportedError") throw new Wrong("noEd25519");
  }
  if (!holds) throw new Wrong("signature");
}

function money(minor, scale) {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, "0");
  const whole = (scale ? digits.slice(0, -scale) : digits).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${minor < 0n ? "-" : ""}${whole}${scale ? `.${digits.slice(-scale)}` : ""}`;
}

const plain = (moment) => moment.replace("T", " ").replace("Z", " UTC");

async function told(leaf, sides) {
  if (leaf.length !== LEAF_BYTES || leaf[0] !== 1 || leaf[1] > 4) throw new Wrong("leaf");
  const view = new DataView(leaf.buffer);
  const asset = new TextDecoder().decode(leaf.slice(28, 40)).replace(/\0+$/, "");
  const scale = leaf[40];
  const digits = hex(leaf.slice(2, 18));
  const at = new Date(Date.UTC(2000, 0, 1) + Number(view.getBigInt64(41) / 1000n));
  const facts = {
    kind: leaf[1],
    number: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    amount: `${sides.debit ? "-" : "+"}${money(view.getBigInt64(20), scale)} ${asset}`,
    booked: `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`,
    from: hex(leaf.slice(49, 65)),
    to: hex(leaf.slice(65, 81)),
  };
  for (const [side, place] of [["debit", 81], ["credit", 113]]) {
    if (!sides[side]) continue;
    if (sides[side].length !== 32 || !same(await sha256(sides[side]), leaf.slice(place, place + 32))) throw new Wrong("side");
    facts[side] = `${money(new DataView(sides[side].buffer).getBigInt64(24), scale)} ${asset}`;
  }
  return facts;
}

async function anchored(proof, note) {
  try {
    return await followed(proof, await sha256(bytesOf(note)));
  } catch (problem) {
    throw problem instanceof BadProof ? new Wrong("anchor") : problem;
  }
}

async function check(receipt, knownKey, later, proof) {
  if (!crypto.subtle) throw new Wrong("noCrypto");
  if (receipt?.zhiyin_receipt !== 1) throw new Wrong("file");
  const sides = {};
  for (const side of ["debit", "credit"]) if (side in receipt) sides[side] = decoded(receipt, side);
  if (!sides.debit && !sides.credit) throw new Wrong("part", "debit, credit");
  const leaf = decoded(receipt, "leaf");
  const facts = await told(leaf, sides);
  if (knownKey && knownKey !== receipt.key) throw new Wrong("otherKey");
  if ("promise" in receipt) return { ...facts, ...(await signedPromise(receipt, leaf)) };
  const head = await signedHead(receipt.head, receipt.key);
  const { position } = receipt;
  if (!Number.isInteger(position) || position < 0 || position >= head.size) throw new Wrong("position");
  const root = await rootFromPath(await sha256([0], leaf), position, head.size, hashesIn(decoded(receipt, "path")));
  if (!root || !same(root, head.root)) throw new Wrong("path");
  if (later !== undefined) {
    if (!Array.isArray(later?.heads) || later.heads.length !== 2) throw new Wrong("laterFile");
    const newer = await signedHead(later.heads[1].note, later.heads[1].key);
    if (later.heads[1].key !== receipt.key) throw new Wrong("otherKey");
    const goesOn = newer.origin === head.origin && (await continues(head, newer, hashesIn(decoded(later, "proof"))));
    if (!goesOn) throw new Wrong("later");
    facts.still = plain(newer.moment);
  }
  if (proof !== undefined) facts.anchored = await anchored(proof, later === undefined ? receipt.head : later.heads[1].note);
  return { ...facts, wallet: head.origin, place: [position + 1, head.size], signed: plain(head.moment), key: receipt.key };
}

// What the page shows.
const SAID = {
  kind: (value) => KINDS[language()][value],
  place: (value, words) => value.join(` ${words.of} `),
  still: (value, words) => `${words.yes}, ${value}`,
  anchored: ({ blocks, promised }, words) =>
    blocks.map(({ height, root }) => `${words.block} ${height} ${words.root} ${root}`).join("; ") || `${words.awaited} ${promised.join(", ")}`,
};
let shown = null;
const language = () => (document.documentElement.lang === "en" ? "en" : "zh");

function speak(chosen) {
  document.documentElement.lang = chosen;
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  show();
}

function show() {
  if (!shown) return;
  const words = WORDS[language()];
  const result = document.getElementById("result");
  const { facts, wrong } = shown;
  result.hidden = false;
  result.className = wrong ? "wrong" : "valid";
  result.querySelector("h2").textContent = wrong ? words.wrong : words.valid;
  result.querySelector("p").textContent = wrong ? words[wrong.code] + (wrong.code === "part" ? wrong.detail : "") : facts.by ? words.promised : words.proved;
  const rows = Object.entries(facts ?? {}).map(([name, value]) => {
    const row = document.createElement("tr");
    row.append(Object.assign(document.createElement("th"), { textContent: words[name === "kind" ? "what" : name] }));
    row.append(Object.assign(document.createElement("td"), { textContent: SAID[name]?.(value, words) ?? value }));
    return row;
  });
  result.querySelector("tbody").replaceChildren(...rows);
}

async function parsed(input, code) {
  const [file] = input.files;
  if (!file) return undefined;
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new Wrong(code);
  }
}

const bytesIn = async ({ files: [file] }) => (file ? new Uint8Array(await file.arrayBuffer()) : undefined);

async function run() {
  const [file, key, later, anchor] = ["file", "key", "later", "anchor"].map((id) => document.getElementById(id));
  if (!file.files.length) return;
  try {
    shown = { facts: await check(await parsed(file, "file"), key.value.trim(), await parsed(later, "laterFile"), await bytesIn(anchor)) };
  } catch (problem) {
    shown = { wrong: problem instanceof Wrong ? problem : new Wrong("file") };
  }
  show();
}

for (const id of ["file", "key", "later", "anchor"]) document.getElementById(id).addEventListener("change", run);
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
speak(navigator.language.startsWith("zh") ? "zh-Hans" : "en");
