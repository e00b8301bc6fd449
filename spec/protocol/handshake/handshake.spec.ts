import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { handshake, type HandshakeOptions } from '../../../lib/protocol/handshake/handshake.js';
import { createIdentity } from '../../../lib/protocol/handshake/identity.js';
import { nameOfError } from '../../../lib/marbles/recordedEvent.js';
import { testContext } from '../../../lib/marbles/testContext.js';
import type { Message } from '../../../lib/messages/table.js';

// The clock of these handshakes is frozen.
const scheduler = new TestScheduler(() => undefined);

describe('two connected handshakes, without time', () => {
  it('negotiate the same agreement', () => {
    const { sent, ends, agreed } = join({ identity: createIdentity() }, { identity: createIdentity() });
    expect(sent).toEqual([
      ...['outbound version', 'inbound version', 'inbound wtxidrelay', 'inbound sendaddrv2', 'inbound verack'],
      ...['outbound wtxidrelay', 'outbound sendaddrv2', 'outbound verack'],
    ]);
    expect(ends).toEqual({ outbound: 'complete', inbound: 'complete' });
    expect(agreed.outbound.remote).toEqual(agreed.inbound.local);
    expect(agreed.inbound.remote).toEqual(agreed.outbound.local);
    for (const side of [agreed.outbound, agreed.inbound]) {
      expect(side.protocolVersion).toBe(70_016);
      expect(side.features).toMatchObject({ wtxidRelay: true, addrV2: true, relay: true });
    }
  });

  it('detect a connection to themselves if they share an identity', () => {
    const identity = createIdentity();
    const { sent, ends } = join({ identity }, { identity });
    expect(sent).toEqual(['outbound version']);
    expect(ends.inbound).toBe('RemoteProtocolError SELF_CONNECTION');
  });

  it('use the identity of the process by default', () => {
    expect(join({}, {}).ends.inbound).toBe('RemoteProtocolError SELF_CONNECTION');
  });

  it('exchange their named features', () => {
    const ours = { featureId: 'demo', featureData: Uint8Array.of(1) };
    const theirs = { featureId: 'void', featureData: new Uint8Array(0) };
    const { sent, agreed } = join(
      { identity: createIdentity(), protocolVersion: 70_017, features: [ours] },
      { identity: createIdentity(), protocolVersion: 70_017, features: [theirs] },
    );
    expect(sent).toEqual([
      ...['outbound version', 'inbound version'],
      ...['inbound wtxidrelay', 'inbound sendaddrv2', 'inbound feature', 'inbound verack'],
      ...['outbound wtxidrelay', 'outbound sendaddrv2', 'outbound feature', 'outbound verack'],
    ]);
    expect(agreed.outbound.features.named).toEqual([theirs]);
    expect(agreed.inbound.features.named).toEqual([ours]);
  });

  it('store the first 100 features that the remote names', () => {
    const received$ = new Subject<Message>();
    const context = testContext({ scheduler });
    handshake({ identity: createIdentity(), protocolVersion: 70_017 })(context)(received$).subscribe();
    received$.next({ ...context.agreed.local!, nonce: 99n });
    const names = Array.from({ length: 101 }, (_, i) => `demo${i}`);
    for (const featureId of names) received$.next({ command: 'feature', featureId, featureData: new Uint8Array(0) });
    expect(context.agreed.features.named.map(({ featureId }) => featureId)).toEqual(names.slice(0, 100));
  });

  it('have separate state if one conversation serves several peers', () => {
    const conversation = handshake({ identity: createIdentity() });
    for (let peer = 0; peer < 2; peer++) {
      const received$ = new Subject<Message>();
      const sent: string[] = [];
      const context = testContext({ scheduler });
      conversation(context)(received$).subscribe(({ command }) => sent.push(command));
      received$.next({ ...context.agreed.local!, nonce: 99n });
      received$.next({ command: 'verack' });
      expect(sent).toEqual(['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
    }
  });
});

type Side = 'outbound' | 'inbound';

function join(outbound: HandshakeOptions, inbound: HandshakeOptions) {
  const sent: string[] = [];
  const ends: Partial<Record<Side, string>> = {};
  const toInbound$ = new Subject<Message>();
  const toOutbound$ = new Subject<Message>();

  function start(direction: Side, options: HandshakeOptions, received$: Subject<Message>, remote$: Subject<Message>) {
    const context = testContext({ direction, scheduler, firstNonce: direction === 'inbound' ? 1 : 2 });
    handshake(options)(context)(received$).subscribe({
      next(message) {
        sent.push(`${direction} ${message.command}`);
        remote$.next(message);
      },
      error: (error: unknown) => (ends[direction] = nameOfError(error)),
      complete: () => (ends[direction] = 'complete'),
    });
    return context.agreed;
  }

  const agreedInbound = start('inbound', inbound, toInbound$, toOutbound$);
  const agreedOutbound = start('outbound', outbound, toOutbound$, toInbound$);
  return { sent, ends, agreed: { outbound: agreedOutbound, inbound: agreedInbound } };
}
