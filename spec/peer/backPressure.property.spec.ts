import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { map, Subject, type Observable } from 'rxjs';
import type { Message } from '../../lib/index.js';
import { numberOf, pong, sized } from '../helpers/peer/messages.js';
import { outcomeOf, type Outcome } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { bytesOf, hash } from '../helpers/samples.js';

const BUDGET_BYTES = 1000;

/** The behaviour of a consumer. A consumer that neither errors nor unsubscribes must lose nothing. */
type Manner = 'slow' | 'asking' | 'failing' | 'leaving';

interface ConsumerPlan {
  readonly manner: Manner;
  readonly command: 'unknown' | 'inv';
  readonly concurrency: number;
  /** Subscribes at the call, or later. */
  readonly isEarly: boolean;
  /** Errors or unsubscribes at this message. */
  readonly stopsAfter: number;
}

type Step =
  | { readonly kind: 'messages'; readonly sizes: readonly number[]; readonly cut: number }
  | { readonly kind: 'finish'; readonly consumer: number }
  | { readonly kind: 'answer' }
  | { readonly kind: 'subscribe'; readonly consumer: number };

const consumerPlan: fc.Arbitrary<ConsumerPlan> = fc.record({
  manner: fc.constantFrom('slow', 'asking', 'failing', 'leaving'),
  command: fc.constantFrom('unknown', 'inv'),
  concurrency: fc.integer({ min: 1, max: 3 }),
  isEarly: fc.boolean(),
  stopsAfter: fc.integer({ min: 1, max: 10 }),
});

const consumerIndex = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('messages' as const),
    sizes: fc.array(fc.integer({ min: 30, max: 700 }), { minLength: 1, maxLength: 5 }),
    cut: fc.nat(),
  }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('finish' as const), consumer: consumerIndex }) },
  fc.record({ kind: fc.constant('answer' as const) }),
  fc.record({ kind: fc.constant('subscribe' as const), consumer: consumerIndex }),
);

/** Alternates between two commands, with about this size; the number identifies the message. */
function messageOf(n: number, sizeBytes: number): Message {
  if (n % 2 === 0) return sized(n, sizeBytes);
  return {
    command: 'inv',
    items: Array.from({ length: 1 + Math.floor(sizeBytes / 36) }, () => ({ type: 1, hash: hash(n) })),
  };
}

function idOf(message: Message): number {
  return message.command === 'inv' ? Number.parseInt(message.items[0]!.hash, 16) : numberOf(message);
}

/** A peer under a schedule, with its consumers and a remote that answers pings on demand. */
class Scene {
  readonly remote = readyRemote({ readBudgetBytes: BUDGET_BYTES, conversations: [] });
  readonly consumers: Consumer[];
  readonly sentByRemote: Message[] = [];
  readonly plain: Outcome<Message>;
  largestChunkBytes = 0;
  largestMessageBytes = 0;
  private leftBytes = new Uint8Array(0);

  constructor(plans: readonly ConsumerPlan[]) {
    this.plain = outcomeOf(this.remote.peer.messages$);
    this.consumers = plans.map((plan) => new Consumer(plan, this.remote.peer));
  }

  play(step: Step): void {
    switch (step.kind) {
      case 'messages':
        this.sendToPeer(step.sizes, step.cut);
        break;
      case 'finish':
        this.consumers[step.consumer]?.finish();
        break;
      case 'answer':
        this.answer();
        break;
      case 'subscribe':
        this.consumers[step.consumer]?.subscribe();
        break;
    }
  }

  /** Subscribes all consumers, finishes all work and sends all answers, until nothing changes any more. */
  settle(): void {
    this.write(this.leftBytes);
    this.leftBytes = new Uint8Array(0);
    for (const consumer of this.consumers) consumer.subscribe();
    for (let isMoving = true; isMoving;) {
      isMoving = this.answer();
      for (const consumer of this.consumers) isMoving = consumer.finish() || isMoving;
    }
  }

  /** The end of the last message is held back for the next chunk. */
  private sendToPeer(sizes: readonly number[], cut: number): void {
    const messages = sizes.map((size, i) => messageOf(this.sentByRemote.length + i, size));
    this.sentByRemote.push(...messages);
    for (const message of messages) {
      this.largestMessageBytes = Math.max(this.largestMessageBytes, bytesOf([message]).length);
    }
    const bytes = Uint8Array.from([...this.leftBytes, ...bytesOf(messages)]);
    const end = bytes.length - (cut % 30);
    this.leftBytes = bytes.slice(end);
    this.write(bytes.subarray(0, end));
  }

  private write(bytes: Uint8Array): void {
    this.largestChunkBytes = Math.max(this.largestChunkBytes, bytes.length);
    if (bytes.length > 0) this.remote.write(bytes);
  }

  /** The remote sends answers after everything that it sent before. */
  private answer(): boolean {
    // A pong cannot be placed inside another message.
    this.write(this.leftBytes);
    this.leftBytes = new Uint8Array(0);
    const pings = this.remote.received.splice(0).flatMap((each) => (each.command === 'ping' ? [each.nonce!] : []));
    if (pings.length > 0) this.write(bytesOf(pings.map(pong)));
    return pings.length > 0;
  }
}

class Consumer {
  readonly begun: number[] = [];
  openRequests = 0;
  private readonly underWay: Subject<never>[] = [];
  private readonly consumed$: Observable<unknown>;
  private outcome: Outcome<unknown> | undefined;

  constructor(
    readonly plan: ConsumerPlan,
    private readonly peer: ReturnType<typeof readyRemote>['peer'],
  ) {
    const { command, concurrency } = plan;
    this.consumed$ = peer.consume(command, (message) => this.project(message), { concurrency });
    if (plan.isEarly) this.subscribe();
  }

  get isLossless(): boolean {
    return this.plan.manner === 'slow' || this.plan.manner === 'asking';
  }

  subscribe(): void {
    this.outcome ??= outcomeOf(this.consumed$);
  }

  /** True if there was unfinished work. */
  finish(): boolean {
    const inner$ = this.underWay.shift();
    inner$?.complete();
    return inner$ !== undefined;
  }

  private project(message: Message): Observable<unknown> {
    const { manner, stopsAfter } = this.plan;
    this.begun.push(idOf(message));
    if (manner === 'asking') {
      return this.peer.request.ping().pipe(map((tookMs) => tookMs));
    }
    if (manner === 'failing' && this.begun.length === stopsAfter) throw new Error('had enough');
    if (manner === 'leaving' && this.begun.length === stopsAfter) this.outcome?.unsubscribe();
    const inner$ = new Subject<never>();
    this.underWay.push(inner$);
    return inner$;
  }
}

describe('consumers under any schedule', () => {
  it('receive every message in order, exceed no bound and do not deadlock', () => {
    fc.assert(
      fc.property(
        fc.array(consumerPlan, { minLength: 1, maxLength: 4 }),
        fc.array(step, { maxLength: 60 }),
        (plans, steps) => {
          const scene = new Scene(plans);
          const { peer, reasons } = scene.remote;
          const isAsking = plans.some(({ manner }) => manner === 'asking');
          for (const each of steps) {
            scene.play(each);
            const { unfinishedBytes } = peer.stats();
            // Each consumer counts the bytes of its messages separately.
            const slack = plans.length * (scene.largestChunkBytes + scene.largestMessageBytes);
            const boundBytes = isAsking ? 2 * BUDGET_BYTES + 4_000_024 + slack : BUDGET_BYTES + slack;
            expect(unfinishedBytes).toBeGreaterThanOrEqual(0);
            expect(unfinishedBytes).toBeLessThanOrEqual(boundBytes);
          }
          scene.settle();
          for (const consumer of scene.consumers) {
            const all = scene.sentByRemote.filter(({ command }) => command === consumer.plan.command).map(idOf);
            const expected = consumer.isLossless ? all : all.slice(0, consumer.begun.length);
            expect(consumer.begun).toEqual(expected);
          }
          expect(scene.plain.values.filter(({ command }) => command !== 'pong').map(idOf)).toEqual(
            scene.sentByRemote.map(idOf),
          );
          expect(peer.stats()).toMatchObject({ unfinishedBytes: 0, isPaused: false });
          expect(reasons).toEqual([]);
          peer.close();
        },
      ),
      { numRuns: 200 },
    );
  });
});
