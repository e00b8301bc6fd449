import { describe, expect, it } from '@jest/globals';
import { merge, NEVER, share, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { defaultConversations, type DefaultConversationsOptions } from '../../lib/protocol/defaultConversations.js';
import { nameOfError } from '../../lib/marbles/recordedEvent.js';
import { testContext } from '../../lib/marbles/testContext.js';
import { InventoryType } from '../../lib/messages/inventory.js';
import type { Message } from '../../lib/messages/table.js';
import { definePolicy, type Policy } from '../../lib/policy/policy.js';
import type { PolicyProfile } from '../../lib/policy/policyProfile.js';
import { hash, versionMessage } from '../helpers/samples.js';

describe('the default conversations', () => {
  it('answer pings', () => {
    const scheduler = new TestScheduler(() => undefined);
    const received$ = new Subject<Message>();
    const sent: Message[] = [];
    const subscription = merge(
      ...defaultConversations().map((conversation) => conversation(testContext({ scheduler }))(received$)),
    ).subscribe((message) => sent.push(message));
    received$.next({ command: 'ping', nonce: 7n });
    subscription.unsubscribe();
    expect(sent).toEqual([{ command: 'pong', nonce: 7n }]);
  });

  it.each<[string, Message, string]>([
    ['a second version', versionMessage(), 'RemoteProtocolError DUPLICATE_VERSION'],
    ['a second verack', { command: 'verack' }, 'RemoteProtocolError DUPLICATE_VERACK'],
    ['a bloom filter that is not offered', { command: 'filterclear' }, 'RemoteProtocolError BLOOM_NOT_OFFERED'],
  ])('refuse %s', (_, message, expected) => {
    const received$ = new Subject<Message>();
    const errors: string[] = [];
    const context = testContext({
      scheduler: new TestScheduler(() => undefined),
      policy: 'lbcd',
      agreed: { protocolVersion: 70_016 },
    });
    merge(...defaultConversations().map((conversation) => conversation(context)(received$))).subscribe({
      error: (error: unknown) => errors.push(nameOfError(error)),
    });
    received$.next(message);
    expect(errors).toEqual([expected]);
  });

  it.each<[DefaultConversationsOptions, string]>([
    [{}, '30000 ms: PeerTimeoutError STALLED'],
    [{ stallTimeoutMs: 40 }, '40 ms: PeerTimeoutError STALLED'],
    [{ stallTimeoutMs: false }, '300000 ms: PeerTimeoutError IDLE_TIMEOUT'],
  ])('end a peer that does not answer: %j', (options, expected) => {
    const log: string[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      const sent$ = new Subject<Message>();
      const context = testContext({ scheduler, sent$ });
      merge(...defaultConversations(options).map((conversation) => conversation(context)(NEVER))).subscribe({
        error: (error: unknown) => log.push(`${scheduler.now()} ms: ${nameOfError(error)}`),
      });
      sent$.next({ command: 'getdata', items: [{ type: InventoryType.block, hash: hash(1) }] });
    });
    expect(log).toEqual([expected]);
  });

  it.each<[string, PolicyProfile | Policy, DefaultConversationsOptions, string]>([
    ['core', 'core', {}, 'IDLE_TIMEOUT'],
    ['lbcd', 'lbcd', {}, 'STALLED'],
    ['lbcd with another row', definePolicy('lbcd', { BAD_CHECKSUM: { reaction: 'dropMessage' } }), {}, 'STALLED'],
    ['core that requires the answer', 'core', { requiredAnswers: ['mempool'] }, 'STALLED'],
    ['lbcd that does not require it', 'lbcd', { requiredAnswers: [] }, 'IDLE_TIMEOUT'],
  ])('end a peer that does not answer mempool, by policy: %s', (_, policy, options, code) => {
    const errors: string[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      const sent$ = new Subject<Message>();
      const context = testContext({ scheduler, sent$, policy });
      merge(...defaultConversations(options).map((conversation) => conversation(context)(NEVER))).subscribe({
        error: (error: unknown) => errors.push(nameOfError(error)),
      });
      sent$.next({ command: 'mempool' });
    });
    expect(errors).toEqual([`PeerTimeoutError ${code}`]);
  });

  it.each<[DefaultConversationsOptions, string[]]>([
    [{}, ['120000 ms: ping', '240000 ms: ping', '300000 ms: PeerTimeoutError IDLE_TIMEOUT']],
    [{ pingIntervalMs: 4, idleTimeoutMs: 6 }, ['4 ms: ping', '6 ms: PeerTimeoutError IDLE_TIMEOUT']],
    [{ pingIntervalMs: 4, pongTimeoutMs: 3 }, ['4 ms: ping', '7 ms: PeerTimeoutError PONG_TIMEOUT']],
  ])('ping a silent remote until they end the peer: %j', (options, expected) => {
    const log: string[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      const sent$ = new Subject<Message>();
      const context = testContext({ scheduler, sent$ });
      const received$ = NEVER.pipe(share());
      merge(...defaultConversations(options).map((conversation) => conversation(context)(received$))).subscribe({
        next(message) {
          log.push(`${scheduler.now()} ms: ${message.command}`);
          sent$.next(message);
        },
        error: (error: unknown) => log.push(`${scheduler.now()} ms: ${nameOfError(error)}`),
      });
    });
    expect(log).toEqual(expected);
  });
});
