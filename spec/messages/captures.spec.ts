import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CaptureFrameDecoder } from '../../lib/capture/captureFrameDecoder.js';
import { readCaptureFile } from '../../lib/capture/files/readCaptureFile.js';
import { bytesOfHash, hashOfBytes } from '../../lib/codec/hash.js';
import { txid, wtxid } from '../../lib/digests/transactionId.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { merkleRoot } from '../../lib/crypto/merkleRoot.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { decodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { readCaptures, type Captures } from '../../scripts/captureFiles.mjs';
import { payloadOf } from '../helpers/wire/fixtures.js';

/** Hashes in inv and getdata that name a transaction: by txid, by wtxid, with witness. */
const TRANSACTION_TYPES = new Set([1, 5, 0x4000_0001]);

/** Transactions that the test client and lbcd's peer sent without announcing them. */
const UNASKED: Record<string, string[]> = {
  messages: ['client-announces/msgs_recv.dat, message 18'],
  lbry: ['one-of-each.tsv, message 10', 'one-of-each.tsv, message 32'],
};

const library: Parameters<typeof readCaptures>[1] = { readCaptureFile, CaptureFrameDecoder, bitcoin };

/** The captures in this folder; undefined if it is missing. */
async function capturesIn(folder: string): Promise<Captures | undefined> {
  const path = fileURLToPath(new URL(`../../../shared/captures/${folder}`, import.meta.url));
  return existsSync(path) ? readCaptures(path, library) : undefined;
}

describe.each([
  ['messages', bitcoin.regtest, await capturesIn('messages')],
  ['lbry', lbry.regtest, await capturesIn('lbry')],
])('the captures in %s', (folder, network, captures) => {
  if (captures === undefined) {
    it.skip(`are checked where ../shared/captures/${folder} is`, () => undefined);
    return;
  }
  const decoded = captures.messages.map((each) => decodeFrame(each, { network }));

  it('are complete', () => {
    expect(captures.faults).toEqual([]);
    expect(captures.messages.length).toBeGreaterThan(50);
  });

  it('are decoded, and encoded to the same bytes', () => {
    for (const [i, { file, index, command, payload }] of captures.messages.entries()) {
      const same = Buffer.compare(payloadOf(decoded[i]!, { network }), payload) === 0;
      if (!same) throw new Error(`${file}, message ${index}`);
      const frame = encodeFrame(network, command, payload);
      expect(decodeMessage(frame, { network })).toStrictEqual(decoded[i]);
    }
  });

  it('have blocks whose transactions match the root in the header', () => {
    const blocks = decoded.flatMap((message) => (message.command === 'block' ? [message.block] : []));
    expect(blocks.length).toBeGreaterThan(10);
    for (const { header, transactions } of blocks) {
      const leaves = transactions.map((transaction) => bytesOfHash(txid(transaction)));
      expect(hashOfBytes(merkleRoot(leaves))).toBe(header.merkleRoot);
    }
  });

  it('have the transactions that inv and getdata name', () => {
    const named = hashesNamed(captures, decoded);
    const unnamed = captures.messages.flatMap(({ file, index }, i) => {
      const message = decoded[i]!;
      if (message.command !== 'tx') return [];
      const hashes = [txid(message.transaction), wtxid(message.transaction)];
      return hashes.some((hash) => named.get(sessionOf(file))?.has(hash)) ? [] : [`${file}, message ${index}`];
    });
    expect(unnamed).toEqual(UNASKED[folder]);
  });
});

/** The transactions that inv and getdata name, by session. */
function hashesNamed({ messages }: Captures, decoded: readonly Message[]): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  for (const [i, message] of decoded.entries()) {
    if (message.command !== 'inv' && message.command !== 'getdata') continue;
    const session = sessionOf(messages[i]!.file);
    const hashes = named.get(session) ?? new Set();
    for (const { type, hash } of message.items) if (TRANSACTION_TYPES.has(type)) hashes.add(hash);
    named.set(session, hashes);
  }
  return named;
}

/** msgs_recv.dat and msgs_sent.dat of one folder are one session; each .tsv is one session. */
function sessionOf(file: string): string {
  return file.replace(/\/?msgs_(recv|sent)\.dat$/, '');
}
