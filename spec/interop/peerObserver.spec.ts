import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { exportEvents } from '../../lib/events.js';
import { bitcoin } from '../../lib/index.js';
import { connect } from '../../lib/node.js';
import { toPeerObserverEvents, type EncodedPeerObserverEvent } from '../../lib/peerObserver.js';
import { simulateNode } from '../../lib/simulator.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { AT_MS, encoded, exportedMessage, exportedPeer } from '../helpers/export/exportedEvents.js';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { textOfBytes } from '../../lib/codec/text.js';
import { decodeFixture, fixtures } from '../helpers/wire/fixtures.js';
import { versionMessage } from '../helpers/samples.js';

// protoc decodes each kind of event by our .proto file, and by peer-observer's own where a copy of its folder protobuf/ is in .cache or
// PEER_OBSERVER_PROTOBUF names one.

const ours = fileURLToPath(new URL('../../lib/export/peerObserver/', import.meta.url));
const theirs = process.env['PEER_OBSERVER_PROTOBUF'] ?? join(projectRoot, '.cache/peer-observer/protobuf');

function protocAbsence(): string | undefined {
  try {
    execFileSync('protoc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no protoc in the PATH; apt-get install protobuf-compiler';
  }
}

/** The text that protoc decodes an event to. Rejects if protoc fails, or warns. */
function decode(folder: string, file: string, type: string, payload: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [`--proto_path=${folder}`, `--decode=${type}`, join(folder, file)];
    const child = execFile(
      'protoc',
      args,
      { maxBuffer: 64 * 1024 * 1024, timeout: 30_000 },
      (error, stdout, stderr) => {
        const warnings = stderr.split('\n').filter((line) => line !== '' && !line.includes('but not used'));
        if (error === null && warnings.length === 0) resolve(stdout);
        else reject(new Error(error === null ? warnings.join('\n') : stderr));
      },
    );
    child.stdin!.end(payload);
  });
}

/** One event of each kind, and the keys of the text that protoc prints: the command of a message, the kind of connection event. */
function allKinds(): [string, EncodedPeerObserverEvent][] {
  const peer = exportedPeer();
  const inbound = exportedPeer({ direction: 'inbound', address: '[2001:db8::1]:5000' });
  const error = new RemoteProtocolError('TOO_MANY_ITEMS', '50001 items \u001b');
  const byCommand = new Map(fixtures.map((fixture) => [`${fixture.network.name} ${fixture.command}`, fixture]));
  const hostile = versionMessage({ userAgent: textOfBytes(Uint8Array.of(0xff, 0, 0x1b)), nonce: 2n ** 64n - 1n });
  const cases: [string, Parameters<typeof encoded>[0][number]][] = [
    ...Array.from(byCommand, ([name, fixture]): [string, ReturnType<typeof exportedMessage>] => [
      name,
      exportedMessage(decodeFixture(fixture), fixture),
    ]),
    ['hostile version', exportedMessage(hostile)],
    ['unknown', exportedMessage(undefined, { command: 'xyz', payload: Uint8Array.of(0xff) })],
    ['outbound', { kind: 'joined', atMs: AT_MS, peer }],
    ['inbound', { kind: 'joined', atMs: AT_MS, peer: inbound }],
    ['misbehaving', { kind: 'left', atMs: AT_MS, peer, reason: { by: 'fault', error, misbehaviour: true } }],
    ['ping_duration', { kind: 'ping', atMs: AT_MS, peer, roundTrip: { nonce: 1n, sentAtMs: AT_MS, roundTripMs: 2 } }],
  ];
  return cases.flatMap(([name, each]) => {
    const { faults, items } = encoded([each], { maxEventBytes: 2 ** 30, pingDurations: true });
    expect(faults).toEqual([]);
    return items.map((item): [string, EncodedPeerObserverEvent] => [name, item]);
  });
}

describeWith(protocAbsence(), 'events of peer-observer, in protoc', () => {
  it('are decoded by our schema, without a field that it does not have', async () => {
    const events = allKinds();
    expect(events.length).toBeGreaterThan(30);
    for (const [, { payload }] of events) {
      const text = await decode(ours, 'peerObserver.proto', 'rxpeer.peer_observer.Event', payload);
      expect(text).toContain('timestamp: 1700000000123');
      // protoc prints the number of a field that the schema does not have.
      expect(text).not.toMatch(/^\s*\d+[:{ ]/m);
    }
  });

  it('of a live peer are decoded, too', async () => {
    const payloads: Uint8Array[] = [];
    await new Promise<void>((resolve, reject) => {
      const node = simulateNode({ transactionIntervalMs: 20, blockIntervalMs: 100 }).subscribe({
        next: ({ host, port }) =>
          connect({
            ...{ network: bitcoin.regtest, host, port },
            onPeer: (peer) =>
              exportEvents(peer)
                .pipe(toPeerObserverEvents({ onFault: reject }))
                .subscribe({
                  next: ({ payload }) => payloads.push(payload),
                  complete() {
                    node.unsubscribe();
                    resolve();
                  },
                }),
          }).subscribe((peer) => setTimeout(() => peer.close(), 1000)),
        error: reject,
      });
    });
    const texts = await Promise.all(
      payloads.slice(0, 40).map((each) => decode(ours, 'peerObserver.proto', 'rxpeer.peer_observer.Event', each)),
    );
    const all = texts.join('');
    for (const part of ['user_agent: "/rxpeer', 'verack: true', 'outbound {', 'inv {']) expect(all).toContain(part);
  });
});

const absence = protocAbsence() ?? (existsSync(theirs) ? undefined : `no ${theirs}`);
describeWith(absence, "events of peer-observer, by peer-observer's own schema in protoc", () => {
  it('are decoded to the same text', async () => {
    for (const [name, { payload }] of allKinds()) {
      const expected = await decode(ours, 'peerObserver.proto', 'rxpeer.peer_observer.Event', payload);
      const text = await decode(theirs, 'event.proto', 'event.Event', payload);
      // Values of enumerations have other names in our file.
      const plain = (each: string) => each.replaceAll(/(conn_type|reason|flags): \w+/g, '$1');
      expect([name, plain(text)]).toEqual([name, plain(expected)]);
    }
  });
});
