import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { defineConversation, type CreateHandler, type HandlerContext, type Message } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { testContext } from '../../../lib/marbles/testContext.js';
import { ping, pong } from '../../helpers/peer/messages.js';
import { readyRemote } from '../../helpers/rawRemote.js';

/** One running conversation, with either host. */
interface Hosted {
  readonly time: VirtualTime;
  /** The messages that the conversation has sent. */
  readonly sent: Message[];
  /** The synchronous answers of the remote to each message of the conversation. */
  readonly answers: Map<string, Message>;
  readonly receive: (message: Message) => void;
  readonly endInput: () => void;
  readonly stop: () => void;
}

function inPeer(createHandler: CreateHandler): Hosted {
  const time = new VirtualTime();
  const sent: Message[] = [];
  const answers = new Map<string, Message>();
  const { peer, duplex, sendToPeer } = readyRemote({
    conversations: [defineConversation(createHandler)],
    scheduler: time,
  });
  peer.sent$.subscribe((message) => {
    sent.push(message);
    const answer = answers.get(message.command);
    if (answer !== undefined) sendToPeer(answer);
  });
  return {
    time,
    sent,
    answers,
    receive: (message) => sendToPeer(message),
    endInput: () => duplex.close(),
    stop: () => peer.close(),
  };
}

function inPipe(createHandler: CreateHandler): Hosted {
  const time = new VirtualTime();
  const sent: Message[] = [];
  const answers = new Map<string, Message>();
  const received$ = new Subject<Message>();
  const sent$ = new Subject<Message>();
  const context = testContext({ scheduler: time, sent$ });
  const subscription = defineConversation(createHandler)(context)(received$).subscribe({
    next(message) {
      sent.push(message);
      sent$.next(message);
      const answer = answers.get(message.command);
      if (answer !== undefined) received$.next(answer);
    },
    error: () => undefined,
  });
  return {
    ...{ time, sent, answers },
    receive: (message) => received$.next(message),
    endInput: () => received$.complete(),
    stop: () => subscription.unsubscribe(),
  };
}

describe.each([
  ['a peer', inPeer],
  ['a pipe', inPipe],
])('a conversation in %s', (_, host) => {
  it('receives the answer to a message only after the handler that sent it has returned', () => {
    const calls: string[] = [];
    const { answers, receive } = host((context) => ({
      commands: new Set(['ping', 'pong']),
      received({ command }) {
        calls.push(`${command} begins`);
        if (command === 'ping') context.send({ command: 'getaddr' });
        calls.push(`${command} ends`);
      },
      sent({ command }) {
        if (command === 'getaddr') calls.push('getaddr sent');
      },
    }));
    answers.set('getaddr', pong(1n));
    receive(ping(1n));
    expect(calls).toEqual(['ping begins', 'ping ends', 'getaddr sent', 'pong begins', 'pong ends']);
  });

  it('receives the answer to a message of a timer only after the timer callback has returned', () => {
    const calls: string[] = [];
    const { answers, time } = host((context) => ({
      commands: new Set(['pong']),
      begin() {
        context.after(5, () => {
          calls.push('timer begins');
          context.send({ command: 'getaddr' });
          calls.push('timer ends');
        });
      },
      received: ({ command }) => void calls.push(command),
      sent({ command }) {
        if (command === 'getaddr') calls.push('getaddr sent');
      },
    }));
    answers.set('getaddr', pong(1n));
    time.advance(5);
    expect(calls).toEqual(['timer begins', 'timer ends', 'getaddr sent', 'pong']);
  });

  it('has timers that fire once or at each interval, until they are cancelled', () => {
    const fired: string[] = [];
    const { time } = host((context) => ({
      begin() {
        context.after(3, () => fired.push('after'));
        context.after(4, () => fired.push('never'))();
        const cancel = context.every(2, () => {
          fired.push('every');
          if (fired.length === 4) cancel();
        });
      },
    }));
    time.advance(20);
    expect(fired).toEqual(['every', 'after', 'every', 'every']);
  });

  it.each([
    ['complete', (context: HandlerContext) => context.complete()],
    ['fail', (context: HandlerContext) => context.fail(new Error('wanted'))],
  ])('has no timers, receives no calls and sends nothing after %s', (_name, finish) => {
    const calls: string[] = [];
    const { receive, sent, time } = host((context) => ({
      begin: () => void context.every(2, () => calls.push('timer')),
      received() {
        calls.push('received');
        finish(context);
        context.send({ command: 'getaddr' });
      },
      end: () => void calls.push('end'),
    }));
    receive(ping(1n));
    receive(ping(2n));
    time.advance(10);
    expect(calls).toEqual(['received', 'end']);
    expect(sent).toEqual([]);
  });

  it('calls inputEnded once when the remote has ended its side', () => {
    const calls: string[] = [];
    const { endInput } = host(() => ({
      received: () => undefined,
      inputEnded: () => void calls.push('inputEnded'),
      end: () => void calls.push('end'),
    }));
    endInput();
    expect(calls[0]).toBe('inputEnded');
    expect(calls.filter((call) => call === 'inputEnded')).toHaveLength(1);
  });

  it('completes at the end of the input if its handler has no inputEnded', () => {
    const calls: string[] = [];
    const { endInput } = host(() => ({ end: () => void calls.push('end') }));
    endInput();
    expect(calls).toEqual(['end']);
  });

  it('receives only the commands that it names', () => {
    const received: string[] = [];
    const { receive } = host(() => ({
      commands: new Set(['ping']),
      received: ({ command }) => void received.push(command),
    }));
    for (let n = 0n; n < 40n; n++) {
      receive(ping(n));
      receive(pong(n));
    }
    expect(received).toEqual(Array.from({ length: 40 }, () => 'ping'));
  });

  it('receives the payload, and the same message object at each call', () => {
    const seen: unknown[] = [];
    const { receive } = host(() => ({
      received(received) {
        if (received.command !== 'ping') return;
        seen.push([...received.payload], received.message().nonce, received.message() === received.message());
      },
    }));
    receive(ping(258n));
    expect(seen).toEqual([[2, 1, 0, 0, 0, 0, 0, 0], 258n, true]);
  });

  it('ends when its host ends', () => {
    const calls: string[] = [];
    const { stop, time } = host((context) => ({
      begin: () => void context.every(1, () => calls.push('timer')),
      end: () => void calls.push('end'),
    }));
    stop();
    time.advance(5);
    expect(calls).toEqual(['end']);
  });
});
