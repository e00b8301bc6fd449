import type { ListPeer } from '../../../lib/export/nats/records/listHeader.js';
import { formatRecordEvent, type RecordEvent } from '../../../lib/export/nats/records/recordEvent.js';
import { encodeEvent, RecordWriter } from '../../../lib/export/nats/records/recordWriter.js';
import { recordSubject } from '../../../lib/export/nats/recordSubject.js';
import { bitcoin, type VersionMessage } from '../../../lib/index.js';
import type { FakeClient } from './fakeNats.js';
import { LIST_PEER, START_MS } from './recordLists.js';

const network = bitcoin.regtest;

export const VERSION_MESSAGE: VersionMessage = {
  command: 'version',
  version: 70016,
  services: 0x409n,
  timestamp: 1_700_000_000n,
  addrRecv: { services: 0n, ip: new Uint8Array(16), port: 8333 },
  addrFrom: { services: 0n, ip: new Uint8Array(16), port: 0 },
  nonce: 5n,
  userAgent: '/Satoshi:29.0.0/',
  startHeight: 800_000,
  relay: true,
};

/** Publishes what a spec says, as a publisher with the name would. */
export class FakeMonitor {
  /** The number of records so far. */
  sequence = 0;
  atMs = START_MS;

  constructor(
    private readonly client: FakeClient,
    readonly name: string,
    readonly instance = '1111111111111111',
  ) {}

  /** The bytes of a list, which counts in the sequence. @param peer absent: of the monitor itself */
  list(peer: Partial<ListPeer> | undefined, write: (writer: RecordWriter) => void): Uint8Array {
    const writer = new RecordWriter();
    write(writer);
    const listPeer = peer === undefined ? undefined : { ...LIST_PEER, address: `10.0.0.${peer.id}:1`, ...peer };
    const { bytes, records } = writer.finish({ instance: this.instance, sequence: this.sequence, peer: listPeer });
    this.sequence += records;
    return bytes;
  }

  send(bytes: Uint8Array, peer: number | undefined): void {
    this.client.publish(recordSubject(network.name, this.name, peer), bytes);
  }

  event(peer: Partial<ListPeer> | undefined, ...events: RecordEvent[]): void {
    const bytes = this.list(peer, (writer) => {
      for (const event of events) writer.addEvent(this.atMs, encodeEvent(formatRecordEvent(event, network) as object));
    });
    this.send(bytes, peer?.id);
  }

  join(...ids: number[]): void {
    for (const id of ids) this.event({ id }, { kind: 'joined', local: VERSION_MESSAGE, remote: VERSION_MESSAGE });
  }

  leave(id: number): void {
    this.event({ id }, { kind: 'closed', reason: { by: 'remote' } });
  }

  heartbeat(droppedMessages = 0): void {
    this.event(undefined, { kind: 'heartbeat', heartbeat: { startedAtMs: START_MS, version: '1', droppedMessages } });
  }

  /** A received message of a peer. */
  message(id: number, command: string, payload: Uint8Array, isRefused = false): void {
    const message = { direction: 'received' as const, command, payload, sizeBytes: payload.length + 24, isRefused };
    this.send(
      this.list({ id }, (writer) => writer.addMessage(this.atMs, message, true)),
      id,
    );
  }
}

/** The payload of a ping. */
export const pingPayload = (nonce: number): Uint8Array => Uint8Array.of(nonce, 0, 0, 0, 0, 0, 0, 0);
