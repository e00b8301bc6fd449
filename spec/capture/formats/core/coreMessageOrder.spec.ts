import { describe, expect, it } from '@jest/globals';
import { CoreMessageOrder } from '../../../../lib/capture/formats/core/coreMessageOrder.js';
import type { CoreMessage } from '../../../../lib/capture/formats/core/coreMessageDecoder.js';
import { encodeFrame } from '../../../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';

/** A message at time 0 whose payload begins with this byte. */
function message(command: string, first = 0): CoreMessage {
  return { atMs: 0, command, frame: encodeFrame(bitcoin.regtest, command, Uint8Array.of(first, 0, 0, 0, 0, 0, 0, 0)) };
}

describe('CoreMessageOrder', () => {
  it('remembers the last 100 pings: the pong of an older one waits as if its ping had not passed', () => {
    const order = new CoreMessageOrder();
    const isPongHeldBack = (first: number) => order.isSentFirst(message('inv'), message('pong', first));
    expect(isPongHeldBack(0)).toBe(true);
    for (let i = 0; i < 100; i++) order.rememberPing('sent', message('ping', i));
    expect([isPongHeldBack(0), isPongHeldBack(99)]).toEqual([false, false]);
    order.rememberPing('sent', message('ping', 100));
    expect([isPongHeldBack(0), isPongHeldBack(1), isPongHeldBack(100)]).toEqual([true, false, false]);
  });
});
