import { describe, expect, it } from '@jest/globals';
import { concat, of, Subject, toArray, type Observable } from 'rxjs';
import { coloursFor } from '../../lib/cli/colours.js';
import { jsonLine, readableLine } from '../../lib/cli/formatLine.js';
import { monitorChanges, monitorEvents } from '../../lib/cli/watchMonitors.js';
import type { WatchEvent } from '../../lib/cli/watchEvent.js';
import { TransportError, type Traffic } from '../../lib/index.js';
import { NatsError, type MonitoredPeer, type MonitorStatus, type RemotePool } from '../../lib/nats.js';

const plain = coloursFor({}, {}, true);
const ping: Traffic = {
  ...{ direction: 'received', command: 'ping', sizeBytes: 32, atMs: 0, payload: new Uint8Array(8) },
  message: () => ({ command: 'ping', nonce: 7n }),
};
const monitorStatus = (monitor: string, rest: Partial<MonitorStatus> = {}): MonitorStatus => ({
  ...{ monitor, isAlive: true, peers: 1, receivedRecords: 0, lostRecords: 0, droppedMessages: 0, clockOffsetMs: 0 },
  ...rest,
});

describe('rxpeer watch --nats', () => {
  it('prints the monitor in front of the address', () => {
    expect(readableLine('h:1', ping, plain, 'berlin\u001b')).toMatch(/Z berlin\\x1b h:1 ← ping /);
    expect(JSON.parse(jsonLine('h:1', ping, 'berlin'))).toMatchObject({ monitor: 'berlin', peer: 'h:1' });
    expect(JSON.parse(jsonLine('h:1', ping))).not.toHaveProperty('monitor');
  });

  it('prints the size of a message whose payload was not published', () => {
    const without: Traffic = { ...ping, payload: new Uint8Array(0), message: () => undefined };
    expect(readableLine('h:1', without, plain, 'berlin')).toMatch(/ping 32 bytes, without its payload$/);
    expect(readableLine('h:1', without, plain)).toMatch(/ping cannot be decoded, 0 bytes$/);
  });

  it('reports monitors that begin and end, and lost records', () => {
    expect(monitorChanges([], [monitorStatus('a'), monitorStatus('b', { isAlive: false })])).toEqual(['a: publishes']);
    const lost = monitorStatus('a', { lostRecords: 12 });
    expect(monitorChanges([monitorStatus('a')], [lost])).toEqual(['a: 12 records lost']);
    expect(monitorChanges([lost], [lost])).toEqual([]);
    expect(monitorChanges([lost], [{ ...lost, isAlive: false, lostRecords: 13 }])).toEqual([
      'a: has ended',
      'a: 1 records lost',
    ]);
  });

  it('emits the messages and faults of peers, and reports joins, ends, failures and faults of the pool', () => {
    const fault = new NatsError('BAD_PAYLOAD', 'odd');
    const peer = {
      ...{ address: 'h:1', monitor: 'a', transport: { version: 2 } },
      ...{ traffic$: of(ping), faults$: of(fault) },
    } as unknown as MonitoredPeer;
    const close$ = new Subject<never>();
    function until<T>(...values: T[]): Observable<T> {
      return concat(of(...values), close$);
    }
    const pool = {
      connection$: until(peer),
      joined$: until(peer),
      left$: until(
        { peer, reason: { by: 'fault', error: new TransportError('CONNECTION_LOST', 'reset') } },
        { peer, reason: { by: 'local' } },
        { peer, reason: { by: 'remote' } },
      ),
      failed$: until({
        address: 'i:2',
        monitor: 'b',
        direction: 'outbound',
        error: new TransportError('CONNECTION_LOST', 'no'),
      }),
      faults$: until(fault),
      monitors$: until([monitorStatus('a')]),
    } as unknown as RemotePool;
    const reported: string[] = [];
    let events: WatchEvent[] | undefined;
    monitorEvents(pool, (text) => reported.push(text))
      .pipe(toArray())
      .subscribe((all) => (events = all));
    expect(events).toBeUndefined();
    close$.complete();
    expect(events).toEqual([
      { kind: 'traffic', address: 'h:1', monitor: 'a', traffic: ping },
      { kind: 'fault', address: 'a h:1', error: fault },
    ]);
    expect(reported).toEqual([
      'a h:1: transport v2, encrypted',
      'a h:1: reset',
      'a h:1: the monitor closed the connection',
      'a h:1: the remote closed the connection',
      'b i:2: no',
      'odd',
      'a: publishes',
    ]);
  });
});
