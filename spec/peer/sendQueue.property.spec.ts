import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Message } from '../../lib/index.js';
import { numberOf, ping, sized } from '../helpers/peer/messages.js';
import { nextTurn } from '../helpers/peer/nextTurn.js';
import { rawRemote } from '../helpers/rawRemote.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';

type Step =
  | { readonly kind: 'control' }
  | { readonly kind: 'bulk'; readonly sizeBytes: number }
  | { readonly kind: 'abort'; readonly which: number }
  | { readonly kind: 'pause' | 'resume' | 'handshake' }
  | { readonly kind: 'close'; readonly flushTimeoutMs: number };

const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant({ kind: 'control' as const }) },
        {
          weight: 6,
          arbitrary: fc.record({ kind: fc.constant('bulk' as const), sizeBytes: fc.integer({ min: 28, max: 700 }) }),
        },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('abort' as const), which: fc.nat({ max: 60 }) }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const) }) },
      ),
      { maxLength: 60 },
    ),
    fc.option(fc.nat({ max: 60 })),
    fc.option(fc.record({ at: fc.nat({ max: 60 }), flushTimeoutMs: fc.constantFrom(0, 1000) })),
  )
  .map(([sends, handshakeAt, close]): Step[] => [
    ...sends.slice(0, handshakeAt ?? 0),
    { kind: 'handshake' },
    ...sends.slice(handshakeAt ?? 0, close?.at),
    ...(close === null ? [] : [{ kind: 'close' as const, flushTimeoutMs: close.flushTimeoutMs }]),
    ...sends.slice(close?.at ?? sends.length),
  ]);

interface Sent {
  readonly id: number;
  readonly isControl: boolean;
  readonly controller: AbortController;
  written?: boolean;
}

/** The nonce of a control message, the number of a bulk message; other messages have none. */
function idOf(message: Message): number {
  return message.command === 'ping' ? Number(message.nonce) : numberOf(message);
}

async function playSends(schedule: readonly Step[], { sendBudgetBytes }: { sendBudgetBytes: number }) {
  const { peer, duplex, received, reasons, sendToPeer } = rawRemote({
    highWaterMarkBytes: 1000,
    sendBudgetBytes,
    conversations: [],
  });
  const sent: Sent[] = [];
  const handedOver: number[] = [];
  let mostQueuedBytes = 0;
  peer.sent$.subscribe((message) => handedOver.push(idOf(message)));

  for (const step of schedule) {
    switch (step.kind) {
      case 'control':
      case 'bulk': {
        const isControl = step.kind === 'control';
        const item: Sent = { id: sent.length, isControl, controller: new AbortController() };
        const message = step.kind === 'control' ? ping(BigInt(item.id)) : sized(item.id, step.sizeBytes);
        sent.push(item);
        void peer.send(message, { signal: item.controller.signal }).then((written) => (item.written = written));
        break;
      }
      case 'abort':
        sent[step.which]?.controller.abort();
        break;
      case 'pause':
        duplex.pause();
        break;
      case 'resume':
        duplex.resume();
        break;
      case 'handshake':
        sendToPeer(versionMessage(), { command: 'verack' });
        break;
      case 'close':
        peer.close({ flushTimeoutMs: step.flushTimeoutMs });
        break;
    }
    mostQueuedBytes = Math.max(mostQueuedBytes, peer.stats().queuedBytes);
  }
  duplex.resume();
  await nextTurn();
  const stats = peer.stats();
  peer.close();
  await nextTurn();
  const receivedIds = received.map(idOf).filter((id) => id >= 0);
  return { sent, handedOver, receivedIds, mostQueuedBytes, reasons, stats };
}

function rises(ids: readonly number[]): boolean {
  return ids.every((id, i) => i === 0 || id > ids[i - 1]!);
}

describe('the send queue under any schedule', () => {
  it('settles every promise, true for exactly the messages that the remote received, in order within control and within bulk', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(2000, 1_000_000), async (schedule, sendBudgetBytes) => {
        const { sent, handedOver, receivedIds, mostQueuedBytes, reasons, stats } = await playSends(schedule, {
          sendBudgetBytes,
        });
        const isControl = (id: number): boolean => sent[id]!.isControl;
        expect(sent.filter(({ written }) => written === undefined)).toEqual([]);
        expect(sent.flatMap(({ id, written }) => (written === true ? [id] : []))).toEqual(
          receivedIds.toSorted((a, b) => a - b),
        );
        for (const ids of [receivedIds, handedOver.filter((id) => id >= 0)]) {
          expect(rises(ids.filter(isControl))).toBe(true);
          expect(rises(ids.filter((id) => !isControl(id)))).toBe(true);
        }
        expect(mostQueuedBytes).toBeLessThanOrEqual(Math.max(sendBudgetBytes, largestBytes(schedule)));
        expect(stats).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
        expect(reasons.length).toBe(1);
      }),
      { numRuns: 300 },
    );
  });
});

/** A single message is always accepted, so it may exceed the budget. */
function largestBytes(schedule: readonly Step[]): number {
  return Math.max(
    bytesOf([versionMessage()]).length,
    ...schedule.map((step) => (step.kind === 'bulk' ? step.sizeBytes : 0)),
  );
}
