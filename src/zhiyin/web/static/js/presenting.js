// Makes a person's own code each minute, without a connection too: the secret came with the page and stays in it.
// The same digits as zhiyin.payments.presenting; QR version 1 and Code 128 are drawn here, because nobody can be asked for a picture offline.

const STEP_MS = 60_000;
const box = document.querySelector("[data-presenting]");
const SVG = "http://www.w3.org/2000/svg";

async function password(key, step) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  const place = digest.getUint8(31) & 15;
  return String((digest.getUint32(place) & 0x7fffffff) % 1e8).padStart(8, "0");
}

async function digits(key, number, step) {
  const body = `7${number}${await password(key, step)}`;
  return body + String(98n - ((BigInt(body) * 100n) % 97n)).padStart(2, "0");
}

// Code 128, set C: two digits a sign; each sign is three bars and three gaps, whose widths stand here.
const WIDTHS =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131" +
  "311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121" +
  "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114" +
  "122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113" +
  "114311411113411311113141114131311141411131211412211214211232";

function bars(text) {
  const signs = [105, ...text.match(/../g).map(Number)];
  signs.push(signs.reduce((sum, sign, place) => sum + sign * Math.max(place, 1), 0) % 103);
  const widths = `${signs.map((sign) => WIDTHS.slice(sign * 6, sign * 6 + 6)).join("")}2331112`;
  let x = 10;
  let path = "";
  [...widths].forEach((width, place) => {
    if (place % 2 === 0) path += `M${x} 0h${width}v50h-${width}z`;
    x += Number(width);
  });
  return { path, width: x + 10, height: 50 };
}

// QR, version 1 (21 × 21), level Q, digits only, mask 0: ISO/IEC 18004.
function codewords(text) {
  let bits = `0001${text.length.toString(2).padStart(10, "0")}`;
  for (let place = 0; place < text.length; place += 3) {
    const group = text.slice(place, place + 3);
    bits += Number(group).toString(2).padStart(group.length * 3 + 1, "0");
  }
  bits += "0000";
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const data = bits.match(/.{8}/g).map((each) => Number.parseInt(each, 2));
  for (let place = 0; data.length < 13; place += 1) data.push(place % 2 ? 0x11 : 0xec);
  return data;
}

function times(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
  return product;
}

function corrections(data) {
  let generator = [1];
  for (let power = 0, root = 1; power < 13; power += 1, root = times(root, 2)) {
    const next = [...generator, 0];
    generator.forEach((each, place) => { next[place + 1] ^= times(each, root); });
    generator = next;
  }
  let rest = new Array(13).fill(0);
  for (const each of data) {
    const factor = each ^ rest[0];
    rest = [...rest.slice(1), 0].map((value, place) => value ^ times(generator[place + 1], factor));
  }
  return rest;
}

function squares(text) {
  const size = 21;
  const dark = Array.from({ length: size }, () => new Array(size).fill(null));
  for (const [left, top] of [[0, 0], [14, 0], [0, 14]]) {
    for (let y = -1; y < 8; y += 1) {
      for (let x = -1; x < 8; x += 1) {
        if (dark[top + y]?.[left + x] === undefined) continue;
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
        dark[top + y][left + x] = ring !== 2 && ring !== 4;
      }
    }
  }
  for (let place = 8; place < 13; place += 1) dark[6][place] = dark[place][6] = place % 2 === 0;
  const format = "011010101011111"; // level Q, mask 0
  for (let place = 0; place < 15; place += 1) {
    const on = format[14 - place] === "1";
    if (place < 6) dark[place][8] = on;
    else if (place < 8) dark[place + 1][8] = on;
    else dark[8][place === 8 ? 7 : 14 - place] = on;
    if (place < 8) dark[8][size - 1 - place] = on;
    else dark[size - 15 + place][8] = on;
  }
  dark[13][8] = true;
  const data = codewords(text);
  const bits = [...data, ...corrections(data)].map((each) => each.toString(2).padStart(8, "0")).join("");
  let next = 0;
  for (let right = size - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (dark[y][x] !== null) continue;
        dark[y][x] = (bits[next] === "1") !== ((x + y) % 2 === 0);
        next += 1;
      }
    }
  }
  return dark;
}

function qr(text) {
  let path = "";
  squares(text).forEach((row, y) => row.forEach((on, x) => { if (on) path += `M${x + 4} ${y + 4}h1v1h-1z`; }));
  return { path, width: 29, height: 29 };
}

function draw(place, { path, width, height }, stretched) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("class", stretched ? "bars" : "qr");
  if (stretched) svg.setAttribute("preserveAspectRatio", "none");
  for (const [fill, d] of [["#fff", `M0 0h${width}v${height}H0z`], ["#000", path]]) {
    const ink = document.createElementNS(SVG, "path");
    ink.setAttribute("fill", fill);
    ink.setAttribute("d", d);
    ink.setAttribute("shape-rendering", "crispEdges");
    svg.append(ink);
  }
  place.replaceChildren(svg);
}

async function start() {
  const raw = Uint8Array.from(atob(box.dataset.secret), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const ahead = Number(box.dataset.now) - Date.now(); // the phone's clock may be wrong
  const [square, strip, typed, left] = ["qr", "bars", "digits", "left"].map((part) => box.querySelector(`[data-${part}]`));
  let shown = "";
  let used = 0;
  box.querySelector("[data-again]").hidden = true;
  left.hidden = false;

  async function show() {
    const now = Date.now() + ahead;
    const minute = Math.floor(now / STEP_MS);
    used = Math.max(used, Number(document.querySelector("[data-used]")?.dataset.used ?? 0));
    // A code that was read is of no more use: the next minute's is good already.
    const text = await digits(key, box.dataset.number, used >= minute ? minute + 1 : minute);
    left.querySelector("[data-seconds]").textContent = Math.ceil((STEP_MS - (now % STEP_MS)) / 1000);
    if (text === shown) return;
    shown = text;
    draw(square, qr(text), false);
    draw(strip, bars(text), true);
    typed.textContent = text.match(/.{4}/g).join(" ");
  }
  await show();
  setInterval(show, 500);
}

// Without a safe connection browsers lend no cryptography: then the code of the server stays, with its link to the next.
if (box && globalThis.crypto?.subtle) start();
