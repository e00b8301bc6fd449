import { describe, expect, it } from '@jest/globals';
import { MonitorClaim } from '../../../lib/export/nats/publish/monitorClaim.js';
import { claimSubject } from '../../../lib/export/nats/recordSubject.js';
import { FakeNats } from '../../helpers/nats/fakeNats.js';

/** Claims of one name on one server. */
function claims() {
  const nats = new FakeNats();
  const taken: string[] = [];
  return {
    nats,
    taken,
    claim: (instance: string, startedAtMs: number, network = 'n', monitor = 'berlin') => {
      const client = nats.client();
      const created = new MonitorClaim({
        connection: client.connection,
        network,
        monitor,
        instance,
        startedAtMs,
        onTaken: ({ code }) => {
          taken.push(`${instance} ${code}`);
          created.close();
        },
      });
      return { created, client };
    },
  };
}

describe('MonitorClaim', () => {
  it('gives the name to the monitor that started first if both claim it at the same time', () => {
    const { claim, taken } = claims();
    const [later, earlier] = [claim('a', 200), claim('b', 100)];
    later.created.publish();
    earlier.created.publish();
    expect(taken).toEqual(['a MONITOR_NAME_TAKEN']);
  });

  it('decides by the instance if both started in the same millisecond', () => {
    const { claim, taken } = claims();
    const [b, a] = [claim('b', 100), claim('a', 100)];
    b.created.publish();
    a.created.publish();
    expect(taken).toEqual(['b MONITOR_NAME_TAKEN']);
  });

  it('lets an established monitor keep the name, even if the clock of the new monitor is behind', () => {
    const { claim, taken } = claims();
    const old = claim('z', 5000);
    old.created.publish();
    old.created.establish();
    claim('a', 100).created.publish();
    expect(taken).toEqual(['a MONITOR_NAME_TAKEN']);
  });

  it('leaves one of two monitors that were established separately, when one of them reconnects', () => {
    const { claim, taken } = claims();
    const first = claim('a', 100);
    first.client.isConnected = false;
    first.created.publish();
    first.created.establish();
    const second = claim('b', 200);
    second.created.publish();
    second.created.establish();
    expect(taken).toEqual([]);
    first.client.isConnected = true;
    first.created.publish();
    expect(taken).toEqual(['b MONITOR_NAME_TAKEN']);
  });

  it('leaves exactly one of ten monitors', () => {
    const { claim, taken } = claims();
    const all = Array.from({ length: 10 }, (_, i) => claim(String(i), 100));
    for (const { created } of all.reverse()) created.publish();
    expect(taken).toHaveLength(9);
    expect(taken).not.toContain('0 MONITOR_NAME_TAKEN');
  });

  it('does not compare other names and other networks', () => {
    const { claim, taken } = claims();
    claim('a', 1).created.publish();
    claim('b', 2, 'n', 'tokyo').created.publish();
    claim('c', 3, 'other').created.publish();
    expect(taken).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['another type', '{"instance":1,"isEstablished":true,"startedAtMs":0}'],
    ['no start', '{"instance":"x","isEstablished":true,"startedAtMs":null}'],
    ['no state', '{"instance":"x","startedAtMs":0}'],
    ['a later start', '{"instance":"x","isEstablished":true,"startedAtMs":1e999}'],
    ['bytes that are no UTF-8', '\ud800\0'],
    ['its own claim', '{"instance":"a","isEstablished":true,"startedAtMs":0}'],
  ])('does not give the name up for %s', (_, text) => {
    const { claim, nats, taken } = claims();
    const { created } = claim('a', 100);
    created.establish();
    nats.client().publish(claimSubject('n', 'berlin'), text);
    expect(taken).toEqual([]);
  });

  it('answers one claim with one claim, but not its own claim, and no claim after its end', () => {
    const { claim, nats } = claims();
    const { created } = claim('a', 1);
    created.establish();
    const hostile = nats.client();
    const text = '{"instance":"x","isEstablished":false,"startedAtMs":0}';
    for (let i = 0; i < 10; i++) hostile.publish(claimSubject('n', 'berlin'), text);
    expect(nats.messages).toHaveLength(20);
    created.close();
    hostile.publish(claimSubject('n', 'berlin'), text);
    expect(nats.messages).toHaveLength(21);
  });

  it('does not fail when the connection is closed', () => {
    const { claim, taken } = claims();
    const { client, created } = claim('a', 1);
    client.close();
    expect(() => created.publish()).not.toThrow();
    expect(taken).toEqual([]);
  });
});
