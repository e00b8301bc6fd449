// Measures the cryptography of transport v2: node child.mjs packets BYTES, or node child.mjs keys. Prints processor time in microseconds.
// Which ciphers are measured depends on --conditions: rxpeer-plain selects the plain ones.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { importLibrary } from '../library.mjs';
import { quantile } from '../statistics.mjs';

const { bitcoin } = await importLibrary('index');
// Until version 0.1 the cryptography was part of the network.
const { frameFunctions } = bitcoin.mainnet;
const { createKeyExchange, packetCiphers } =
  frameFunctions.packetCiphers === undefined ? await importLibrary('peer/v2/transportV2') : frameFunctions;
const NONE = new Uint8Array(0);
const CHUNK_BYTES = 64 * 1024;
const NATIVE_KEY = new Uint8Array(32).fill(2);
const [what, bytes] = process.argv.slice(2);
console.log(JSON.stringify(what === 'keys' ? await measureKeys() : measurePackets(Number(bytes))));

/** Seals and opens packets in chunks of about 64 KiB, and does the same with node:crypto without lengths and headers. */
function measurePackets(contentsBytes) {
  const { createSealer, createOpener } = packetCiphers;
  const keys = () => ({ lengthKey: new Uint8Array(32).fill(1), contentsKey: new Uint8Array(32).fill(2) });
  const [sealer, opener] = [createSealer(keys()), createOpener(keys())];
  const type = Uint8Array.of(21);
  const payload = new Uint8Array(contentsBytes - 1).fill(3);
  const text = new Uint8Array(contentsBytes).fill(3);
  const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / (contentsBytes + 20)));
  const sampleMs = 30;
  const samples = { seal: [], open: [], nativeSeal: [], nativeOpen: [] };
  for (let round = 0; round < 12; round++) {
    const endMs = performance.now() + sampleMs;
    const sums = { seal: 0, open: 0, nativeSeal: 0, nativeOpen: 0 };
    let count = 0;
    while (performance.now() < endMs) {
      const chunks = [];
      const natives = [];
      // The figures of the system have a resolution of a few microseconds: several chunks per measurement.
      for (let i = 0; i < 4; i++) {
        const chunk = new Uint8Array(perChunk * (contentsBytes + 20));
        sums.seal += micros(() => {
          for (let j = 0; j < perChunk; j++) {
            const packet = sealer.seal(0, type, payload, NONE);
            // Short ones are copied, because a list of all would make the collection of garbage expensive.
            if (perChunk > 1) chunk.set(packet, j * packet.length);
            else chunks.push(packet);
          }
        });
        if (perChunk > 1) chunks.push(chunk);
        const encrypted = [];
        sums.nativeSeal += micros(() => {
          for (let j = 0; j < perChunk; j++) encrypted.push(sealNatively(j, text));
        });
        natives.push(encrypted);
        count += perChunk;
      }
      sums.open += micros(() => chunks.forEach((chunk) => openChunk(opener, chunk)));
      sums.nativeOpen += micros(() => natives.forEach((encrypted) => encrypted.forEach(openNatively)));
    }
    for (const name of Object.keys(sums)) samples[name].push(sums[name] / count);
  }
  return medians(samples);
}

function openChunk(opener, chunk) {
  for (let offset = 0; offset < chunk.length;) {
    const size = opener.packetBytes(chunk, offset);
    if (!opener.open(chunk, offset, size, NONE)) throw new Error('wrong tag');
    offset += size;
  }
  opener.release();
}

function sealNatively(counter, text) {
  const cipher = createCipheriv('chacha20-poly1305', NATIVE_KEY, nonceOf(counter), { authTagLength: 16 });
  const encrypted = cipher.update(text);
  cipher.final();
  return { encrypted, tag: cipher.getAuthTag() };
}

function openNatively({ encrypted, tag }, counter) {
  const decipher = createDecipheriv('chacha20-poly1305', NATIVE_KEY, nonceOf(counter), { authTagLength: 16 });
  decipher.setAuthTag(tag);
  decipher.update(encrypted);
  decipher.final();
}

function nonceOf(counter) {
  const nonce = new Uint8Array(12);
  nonce[0] = counter;
  nonce[1] = counter >> 8;
  nonce[2] = counter >> 16;
  return nonce;
}

/** One side of a handshake: a key pair, the shared secret, and the keys of the session. */
async function measureKeys() {
  const { deriveSessionKeys } = await importLibrary('frame/v2/sessionKeys');
  const magic = Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9);
  const theirs = Array.from({ length: 50 }, () => randomBytes(64));
  const samples = { create: [], secret: [], derive: [], initiator: [], responder: [] };
  for (let round = 0; round < 12; round++) {
    const exchanges = [];
    const count = theirs.length;
    const create = micros(() => theirs.forEach(() => exchanges.push(createKeyExchange(randomBytes)))) / count;
    samples.create.push(create);
    for (const role of ['initiator', 'responder']) {
      const secrets = [];
      const total = micros(() => {
        for (let i = 0; i < count; i++) secrets.push(exchanges[i].sharedSecret(theirs[i], role === 'initiator'));
      });
      const secret = total / count;
      const derive = micros(() => secrets.forEach((each) => deriveSessionKeys(each, magic))) / count;
      samples.secret.push(secret);
      samples.derive.push(derive);
      samples[role].push(create + secret + derive);
    }
  }
  return medians(samples);
}

function medians(samples) {
  return Object.fromEntries(
    // The first samples include compilation.
    Object.entries(samples).map(([name, values]) => [
      name,
      quantile(
        values.slice(2).sort((a, b) => a - b),
        0.5,
      ),
    ]),
  );
}

function micros(run) {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
