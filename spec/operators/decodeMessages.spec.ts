import { describe, expect, it } from '@jest/globals';
import { of, Subject } from 'rxjs';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { decodeMessages } from '../../lib/operators/decodeMessages.js';

const network = bitcoin.regtest;

describe('decodeMessages', () => {
  it('calls protocolVersion for each message, also within a chunk', () => {
    const nonce = Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0);
    const chunk = Uint8Array.from([
      ...encodeFrame(network, 'ping', nonce),
      ...encodeFrame(network, 'verack', new Uint8Array(0)),
      ...encodeFrame(network, 'ping', new Uint8Array(0)),
    ]);
    let protocolVersion = 70_016;
    const messages: Message[] = [];
    of(chunk)
      .pipe(decodeMessages({ network, protocolVersion: () => protocolVersion }))
      .subscribe((message) => {
        messages.push(message);
        if (message.command === 'verack') protocolVersion = 60_000;
      });
    expect(messages).toEqual([{ command: 'ping', nonce: 7n }, { command: 'verack' }, { command: 'ping' }]);
  });

  it("uses the network's protocol version before one is agreed", () => {
    const messages: Message[] = [];
    of(encodeFrame(network, 'ping', Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0)))
      .pipe(decodeMessages({ network, protocolVersion: () => undefined }))
      .subscribe((message) => messages.push(message));
    expect(messages).toEqual([{ command: 'ping', nonce: 7n }]);
  });

  it('queues a chunk that arrives while a message is delivered (a synchronous echo)', () => {
    const chunk$ = new Subject<Uint8Array>();
    const commands: string[] = [];
    chunk$.pipe(decodeMessages({ network })).subscribe(({ command }) => {
      commands.push(command);
      if (command === 'sendheaders') chunk$.next(encodeFrame(network, 'verack', new Uint8Array(0)));
    });
    chunk$.next(
      Uint8Array.from([
        ...encodeFrame(network, 'sendheaders', new Uint8Array(0)),
        ...encodeFrame(network, 'sendaddrv2', new Uint8Array(0)),
      ]),
    );
    expect(commands).toEqual(['sendheaders', 'sendaddrv2', 'verack']);
  });
});
