// What the gate's ratios are held against: work of the same kinds as ours, in the plainest JavaScript and without a line of ours, so that what a
// neighbour, the processor's clock or the runtime does to one it does to the other.
import { filter, map, Subject } from 'rxjs';
import { hashing } from '../decode/floors.mjs';
import { sha256d } from './plainSha256.mjs';

const HEADER_BYTES = 24;
const ITEM_BYTES = 36;
/** How much of a stream a pass goes over: a floor is to be as short as what is held against it. */
const PASS_BYTES = 65_536;

/** @type {Record<string, { does: string, load: (chunks: Uint8Array[]) => () => number }>} by name; a pass gives what it has made */
export const FLOORS = {
  crypto: {
    does: 'frames, and their sha256 twice by node:crypto',
    load: (chunks) => {
      const read = hashing();
      const bytes = Buffer.concat(chunks).subarray(0, PASS_BYTES);
      return () => read([bytes]);
    },
  },
  hash: {
    does: 'frames, and their sha256 twice in plain JavaScript: arithmetic on registers, which no neighbour in the caches disturbs',
    load: (chunks) => {
      const payloads = payloadsOf(chunks);
      return () => {
        let sum = 0;
        for (const payload of payloads) sum += sha256d(payload);
        return sum;
      };
    },
  },
  make: {
    does: 'of each 36 bytes an object with a number, a bigint, a string of 64 digits and a copy of bytes: the allocator and the collector',
    load: (chunks) => {
      const payloads = payloadsOf(chunks);
      return () => {
        let made = 0;
        for (const payload of payloads) made += itemsOf(payload).length;
        return made;
      };
    },
  },
  plumb: {
    does: 'RxJS Subjects, operators and subscriptions made, spoken to and ended',
    load: () => () => plumbed(60),
  },
};

function payloadsOf(chunks) {
  const bytes = Buffer.concat(chunks).subarray(0, PASS_BYTES);
  const payloads = [];
  for (let offset = 0; offset + HEADER_BYTES <= bytes.length;) {
    const end = offset + HEADER_BYTES + bytes.readUInt32LE(offset + 16);
    payloads.push(Uint8Array.from(bytes.subarray(offset + HEADER_BYTES, end)));
    offset = end;
  }
  return payloads;
}

function itemsOf(payload) {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const items = [];
  for (let at = 0; at + ITEM_BYTES <= payload.length; at += ITEM_BYTES) {
    const type = view.getUint32(at, true);
    const value = view.getBigUint64(at + 4, true);
    items.push({ type, value, hash: digitsAt(payload, at + 4), script: payload.slice(at + 8, at + ITEM_BYTES) });
  }
  return items;
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function digitsAt(bytes, at) {
  let digits = '';
  for (let i = 31; i >= 0; i--) digits += DIGITS[bytes[at + i]];
  return digits;
}

function plumbed(count) {
  let heard = 0;
  const subjects = new Map();
  for (let i = 0; i < count; i++) {
    const subject = new Subject();
    subject
      .pipe(
        filter(({ index }) => index % 2 === 0),
        map(({ index, text }) => ({ index: index + 1, text })),
      )
      .subscribe(() => (heard += 1));
    subjects.set(`command${i}`, subject);
  }
  for (const [text, subject] of subjects) for (let index = 0; index < 20; index++) subject.next({ index, text });
  for (const subject of subjects.values()) subject.complete();
  return heard;
}
