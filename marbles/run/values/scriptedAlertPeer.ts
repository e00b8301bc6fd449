import { map, merge, NEVER, shareReplay, take, takeUntil, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { AlertPeer, Message } from '../../../lib/index.js';
import type { MessageOf } from '../../../lib/messages/table.js';
import type { ConstructorArguments, Constructors } from './definitions.js';

/** What a peer of a page does, by kind: `addr` → `2:6,4:5`. Times are in milliseconds after the peer was emitted. */
export interface AlertScript {
  readonly name: string;
  readonly events: ReadonlyMap<string, string>;
}

/** The peers of the rules for alerts, and what is expected of their alerts. */
export const alertValues = {
  /**
   * `alertPeer p addr=2:6,4:5 inv=1:a getdata=4:a:notFound pings=1:10,3:15 messages=1,5 clock=700 closed=9:STALLED`: 2 ms after it was emitted the peer p
   * sends 6 addresses, and so on.
   */
  alertPeer: ({ named, positional: [name = ''] }): AlertScript => ({ name, events: named }),
  /** `about p count=11`: an alert about p; numbers, lists of numbers (`last=10,15`) and texts. */
  about: ({ named, positional: [peer] }) => ({ peer, ...fieldsOf(named) }),
} satisfies Constructors;

/** Performs the script from now on. */
export function scriptedAlertPeer({ events, name }: AlertScript, scheduler: SchedulerLike): AlertPeer {
  const startMs = scheduler.now();
  const eventsOf = (kind: string): string[][] => (events.get(kind)?.split(',') ?? []).map((text) => text.split(':'));
  const closed = eventsOf('closed').map(([atMs = '', code]) =>
    timer(Number(atMs), scheduler).pipe(map(() => (code === undefined ? {} : { error: { code } }))),
  );
  const closed$ = merge(NEVER, ...closed).pipe(take(1), shareReplay({ bufferSize: 1, refCount: true }));
  function stream<T>(kind: string, toValue: (...parts: string[]) => T): Observable<T> {
    const each = eventsOf(kind).map(([atMs, ...parts]) =>
      timer(Number(atMs), scheduler).pipe(map(() => toValue(...parts))),
    );
    return merge(NEVER, ...each).pipe(takeUntil(closed$));
  }
  const messages: Readonly<Record<string, () => Observable<object>>> = {
    addr: () => stream('addr', (count) => ({ addresses: Array.from({ length: Number(count) }) })),
    inv: () => stream('inv', (hash) => ({ items: [{ type: 1, hash }] })),
  };
  function on<C extends Message['command']>(command: C): Observable<MessageOf<C>> {
    return (messages[command]?.() ?? NEVER.pipe(takeUntil(closed$))) as Observable<MessageOf<C>>;
  }
  const peer: AlertPeer = {
    id: name.charCodeAt(0),
    address: name,
    scheduler,
    on,
    exchanges$: stream('getdata', (key = '', outcome) => ({
      ...{ direction: 'sent' as const, question: 'getdata', key },
      outcome: outcome as 'notFound' | 'unanswered',
    })),
    pings$: stream('pings', (ms) => ({ roundTripMs: Number(ms) })),
    closed$,
    stats() {
      const times = eventsOf('messages').map(([atMs]) => startMs + Number(atMs));
      const past = times.filter((atMs) => atMs <= scheduler.now());
      const clock = events.get('clock');
      return {
        received: { messages: past.length, lastMs: past.at(-1) },
        ...(clock === undefined ? {} : { timeOffsetSeconds: Number(clock) }),
      };
    },
  };
  return peer;
}

function fieldsOf(named: ConstructorArguments['named']): Record<string, unknown> {
  const toValue = (text: string): unknown => {
    if (text.includes(',')) return text.split(',').map(Number);
    return Number.isNaN(Number(text)) ? text : Number(text);
  };
  return Object.fromEntries([...named].map(([name, text]) => [name, toValue(text)]));
}
