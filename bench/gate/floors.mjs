// The floors of the gate: work of the same kinds as that of rxpeer, in plain JavaScript without any code of rxpeer. Other load on the machine,
// the clock rate of the processor and the version of the runtime change both in the same way.
import { filter, map, Subject } from 'rxjs';
import { createHashing } from '../decode/floors.mjs';
import { sha256d } from './plainSha256.mjs';

const HEADER_BYTES = 24;
const ITEM_BYTES = 36;
/** Bytes of a stream that a pass reads: a floor should take about as long as the code that is compared with it. */
const PASS_BYTES = 65_536;
const SUBJECTS_PER_PASS = 60;

/** @type {Record<string, { does: string, load: (chunks: Uint8Array[]) => () => number }>} by name; a pass returns its result, so that it cannot be optimised away */
export const FLOORS = {
  crypto: {
    does: 'finds frames and hashes each payload by two SHA-256 digests of node:crypto',
    load: (chunks) => {
      const verify = createHashing();
      const bytes = Buffer.concat(chunks).subarray(0, PASS_BYTES);
      return () => verify([bytes]);
    },
  },
  hash: {
    does: 'hashes each payload by two SHA-256 digests in plain JavaScript: arithmetic in registers, which load on the caches does not slow',
    load: (chunks) => {
      const payloads = payloadsOf(chunks);
      return () => {
        let sum = 0;
        for (const payload of payloads) sum += sha256d(payload);
        return sum;
      };
    },
  },
  allocate: {
    does: 'allocates per 36 bytes an object with a number, a bigint, a string of 64 hex digits and a copy of bytes: tests the allocator and the collector',
    load: (chunks) => {
      const payloads = payloadsOf(chunks);
      return () => {
        let allocated = 0;
        for (const payload of payloads) allocated += itemsOf(payload).length;
        return allocated;
      };
    },
  },
  rxjs: {
    does: 'creates RxJS Subjects, operators and subscriptions, emits values and completes',
    load: () => () => runSubjects(SUBJECTS_PER_PASS),
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

function runSubjects(count) {
  let received = 0;
  const subjects = new Map();
  for (let i = 0; i < count; i++) {
    const subject = new Subject();
    subject
      .pipe(
        filter(({ index }) => index % 2 === 0),
        map(({ index, text }) => ({ index: index + 1, text })),
      )
      .subscribe(() => (received += 1));
    subjects.set(`command${i}`, subject);
  }
  for (const [text, subject] of subjects) for (let index = 0; index < 20; index++) subject.next({ index, text });
  for (const subject of subjects.values()) subject.complete();
  return received;
}
