import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { from } from 'rxjs';
import type { CaptureRecord, ClosedRecord } from '../../lib/capture/captureRecord.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { writeCaptureFile } from '../../lib/node.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { runPrintedTest } from '../helpers/cli/runPrintedTest.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { bytes } from '../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const START_MS = 1_700_000_000_000;
const VERSION = bytesOf([versionMessage()]);
const VERACK = bytesOf([{ command: 'verack' }]);
const PING = bytesOf([{ command: 'ping', nonce: 7n }]);

function bytesAt(ms: number, direction: 'received' | 'sent', content: Uint8Array): CaptureRecord {
  return { kind: 'bytes', session: 1, atMs: START_MS + ms, direction, bytes: content };
}

function closedAt(ms: number, how: Pick<ClosedRecord, 'by' | 'error'>): CaptureRecord {
  return { kind: 'closed', session: 1, atMs: START_MS + ms, ...how };
}

function fault(name: string, code: string): Pick<ClosedRecord, 'by' | 'error'> {
  return { by: 'fault', error: { name, code, message: 'a fault', path: '', timeoutMs: 30_000 } };
}

const HANDSHAKE = [
  bytesAt(0, 'sent', bytesOf([versionMessage({ nonce: 5n })])),
  bytesAt(1, 'received', VERSION),
  bytesAt(2, 'sent', VERACK),
  bytesAt(3, 'received', VERACK),
  bytesAt(10, 'received', PING),
];
// A nonce has eight bytes, this one four.
const MALFORMED = encodeFrame(network, 'ping', bytes('07000000'));
const CHECKSUM = PING.with(20, PING[20]! ^ 1);
const BAD_MAGIC = bytes('00010203', PING.subarray(4));

const ENDINGS: [name: string, records: CaptureRecord[]][] = [
  ['the remote closes', [closedAt(40, { by: 'remote' })]],
  ['the remote closes at the moment of its last message', [closedAt(10, { by: 'remote' })]],
  [
    'the remote closes a millisecond after a group',
    [bytesAt(20, 'received', bytes(PING, PING, PING)), closedAt(21, { by: 'remote' })],
  ],
  ['we close', [closedAt(40, { by: 'local' })]],
  ['the connection is lost', [closedAt(40, fault('TransportError', 'CONNECTION_LOST'))]],
  ['a timeout', [closedAt(90_000, fault('PeerTimeoutError', 'IDLE_TIMEOUT'))]],
  [
    'a malformed payload',
    [bytesAt(20, 'received', MALFORMED), closedAt(20, fault('RemoteProtocolError', 'SHORT_PAYLOAD'))],
  ],
  [
    'a malformed payload, then more',
    [bytesAt(20, 'received', MALFORMED), bytesAt(30, 'received', PING), closedAt(40, { by: 'remote' })],
  ],
  ['a bad checksum, then more', [bytesAt(20, 'received', CHECKSUM), bytesAt(30, 'received', PING)]],
  [
    'a second version',
    [bytesAt(20, 'received', VERSION), closedAt(20, fault('RemoteProtocolError', 'DUPLICATE_VERSION'))],
  ],
  [
    'a second version, then more',
    [bytesAt(20, 'received', VERSION), bytesAt(30, 'received', PING), closedAt(50, { by: 'remote' })],
  ],
  [
    'a second verack',
    [bytesAt(20, 'received', VERACK), closedAt(20, fault('RemoteProtocolError', 'DUPLICATE_VERACK'))],
  ],
  ['a bad magic', [bytesAt(20, 'received', BAD_MAGIC), closedAt(20, fault('RemoteProtocolError', 'WRONG_MAGIC'))]],
  ['the recording ends without a close', []],
  ['the recording ends within a message', [bytesAt(20, 'received', PING.subarray(0, 20))]],
];

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'rxpeer-endings-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

async function printed(records: readonly CaptureRecord[], direction: 'inbound' | 'outbound', options: string[] = []) {
  const path = join(dir, 'ending.rxcap');
  const opened: CaptureRecord = {
    ...{ kind: 'opened', session: 1, atMs: START_MS, network: network.name, direction, address: '10.0.0.1:8333' },
  };
  await writeCaptureFile(path, from([opened, ...records]), { overwrite: true });
  const { code, out } = await runProgram(['marbles', path, ...options]);
  expect(code).toBe(0);
  return `${out.join('\n')}\n`;
}

describe.each(['outbound', 'inbound'] as const)(
  'the test that rxpeer marbles prints of an %s connection',
  (direction) => {
    it.each(ENDINGS)('passes unchanged: %s', async (_, records) => {
      const source = await printed([...HANDSHAKE, ...records], direction);
      expect(runPrintedTest(source)).toEqual(['ending.rxcap, connection 1']);
    });

    it('passes unchanged: the remote closes within the handshake', async () => {
      const records = [...HANDSHAKE.slice(0, 2), closedAt(5, { by: 'remote' })];
      expect(runPrintedTest(await printed(records, direction))).toHaveLength(1);
    });

    it('passes unchanged: the remote sends another message before its version', async () => {
      const records = [bytesAt(1, 'received', PING), bytesAt(3, 'received', PING)];
      expect(runPrintedTest(await printed(records, direction))).toHaveLength(1);
    });

    it('passes unchanged: a selection of the messages', async () => {
      const records = [...HANDSHAKE, bytesAt(60, 'received', PING), closedAt(80, { by: 'remote' })];
      for (const options of [
        ['--only', 'verack'],
        ['--to', '0.05'],
        ['--from', '0.05'],
      ]) {
        expect(runPrintedTest(await printed(records, direction, options))).toHaveLength(1);
      }
    });
  },
);

describe('the test that rxpeer marbles prints', () => {
  it('expects the streams to complete when the remote closes, and fails if they do not', async () => {
    const source = await printed([...HANDSHAKE, closedAt(40, { by: 'remote' })], 'outbound');
    for (const expectation of ['expectMessages', 'expectSent']) {
      const diagram = new RegExp(`m\\.${expectation}\\(peer, '([^']*)'`).exec(source)![1]!;
      expect(diagram).toMatch(/\|$/);
      const changed = source.replace(
        `m.${expectation}(peer, '${diagram}'`,
        `m.${expectation}(peer, '${diagram.slice(0, -1)}'`,
      );
      expect(changed).not.toBe(source);
      expect(() => runPrintedTest(changed)).toThrow(/\|/);
    }
    expect(source).toContain("m.expectClosed(peer, { atMs: 40 }, 'remote');");
  });

  it('sets the option onMalformed, on which its expectations depend', async () => {
    expect(await printed(HANDSHAKE, 'inbound')).toContain("{ direction: 'inbound', onMalformed: 'drop' }");
  });
});
