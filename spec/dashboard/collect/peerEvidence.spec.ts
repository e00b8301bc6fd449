import { describe, expect, it } from '@jest/globals';
import { groupText } from '../../../lib/dashboard/collect/groupText.js';
import { monitored } from './monitoredPool.js';

describe('the network group of an address', () => {
  it.each([
    ['20.1.2.3:8333', '20.1.0.0/16'],
    ['127.0.0.1:1', 'loopback'],
    ['[::1]:1', 'loopback'],
    ['[2001:db8::1]:8333', '2001:db8::/32'],
    ['[2001:470:1f00::1]:8333', '2001:470:1000::/36'],
    ['[64:ff9b::808:808]:8333', '8.8.0.0/16'],
    ['node.example.org:8333', 'node.example.org'],
    ['\u202e:1', '\\u{202e}'],
  ])('of %s is %s', (address, group) => expect(groupText(address)).toBe(group));
});

describe('the monitor', () => {
  it('shows the last messages, missed questions and the network group of a peer', () => {
    const { monitor } = monitored({ nodes: [{}] });
    expect(monitor.tables.rows('peers')[0]).toMatchObject({
      group: '20.0.0.0/16',
      missed: 0,
      lastReceived: { command: expect.any(String), atMs: expect.any(Number) },
      lastSent: { command: expect.any(String), atMs: expect.any(Number) },
    });
  });

  it('answers with the questions and the facts of a peer, and with an error for an unknown one', () => {
    const { monitor, net, ours } = monitored({ nodes: [{}] });
    const { id } = ours[0]!;
    net.advance(2000);
    expect(monitor.answers.exchanges({ peer: id })).toMatchObject({
      peer: id,
      figures: expect.arrayContaining([expect.objectContaining({ question: 'ping', direction: 'sent' })]),
    });
    const facts = monitor.answers.facts({ peer: id });
    expect(facts).toMatchObject({ peer: id, remoteVersion: 70_016, roundTrip: { lastMs: 20 }, isPaused: false });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    expect(() => monitor.answers.exchanges({ peer: 1e6 })).toThrow('the questions of peer 1000000 are not stored');
    expect(() => monitor.answers.facts({ peer: 1e6 })).toThrow('peer 1000000 is not connected');
  });

  it('shows what users have done, and why a connection ended', () => {
    const { monitor, net, ours } = monitored({ nodes: [{}, {}] });
    const { id } = ours[0]!;
    expect(monitor.actions.disconnect(id, 'a page').isDone).toBe(true);
    net.advance(1000);
    expect(monitor.tables.rows('actions')).toMatchObject([{ action: 'disconnect', peer: id, by: 'a page' }]);
    expect(monitor.tables.rows('ended')).toMatchObject([
      {
        peer: id,
        wasReady: true,
        reason: { by: 'local', text: 'We closed the connection: the user disconnected it.' },
      },
    ]);
    expect(monitor.tables.rows('recordings')).toEqual([]);
    // The questions of a peer that has ended are still there.
    expect(monitor.answers.exchanges({ peer: id })).toMatchObject({ isClosed: true });
  });
});
