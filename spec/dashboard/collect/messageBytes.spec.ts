import { describe, expect, it } from '@jest/globals';
import { messageBytes } from '../../../lib/dashboard/collect/messageBytes.js';
import { MAX_SHOWN_BYTES } from '../../../lib/dashboard/protocol/messageBytes.js';
import { encodeMessage, toHex } from '../../../lib/index.js';
import { hash } from '../../helpers/samples.js';
import { loggedFrames, NETWORK } from './loggedFrames.js';

const items = (count: number) => Array.from({ length: count }, (_, i) => ({ type: 1, hash: hash(i) }));

describe('messageBytes', () => {
  it('gives payload, fields, and the header as it was on the wire', () => {
    const { logs, add } = loggedFrames();
    const message = { command: 'ping', nonce: 5n } as const;
    add(message);
    const { header, ...rest } = messageBytes(logs, NETWORK, { peer: 1, line: 1 });
    expect(rest).toEqual({
      peer: 1,
      line: 1,
      payload: '0500000000000000',
      payloadBytes: 8,
      fields: [{ path: 'nonce', offset: 0, length: 8, kind: 'u64le', role: 'value' }],
    });
    expect(header!.map(({ name }) => name)).toEqual(['magic', 'command', 'length', 'checksum']);
    expect(header!.map(({ hex }) => hex).join('')).toBe(
      toHex(encodeMessage(message, { network: NETWORK }).subarray(0, 24)),
    );
  });

  it('gives no header for a frame of the encrypted transport', () => {
    const { logs, addPayload } = loggedFrames();
    addPayload('ping', new Uint8Array(8), 'sent', 21);
    expect(messageBytes(logs, NETWORK, { peer: 1, line: 1 })).not.toHaveProperty('header');
  });

  it('cuts a payload after MAX_SHOWN_BYTES, and lists the fields that begin before', () => {
    const { logs, add } = loggedFrames();
    // The count has 3 bytes, an item 36.
    add({ command: 'inv', items: items(455) });
    add({ command: 'inv', items: items(456) });
    const [whole, cut] = [1, 2].map((line) => messageBytes(logs, NETWORK, { peer: 1, line }));
    expect([whole!.payloadBytes, whole!.payload!.length / 2, whole!.fields!.length]).toEqual([16_383, 16_383, 911]);
    expect([cut!.payloadBytes, cut!.payload!.length / 2, cut!.fields!.length]).toEqual([16_419, MAX_SHOWN_BYTES, 912]);
    expect(cut!.fields!.at(-1)).toMatchObject({ path: 'items/455/type', offset: 16_383, length: 4 });
  });

  it('lists at most 4000 fields', () => {
    const { logs, addPayload } = loggedFrames();
    // A transaction with many outputs of nine bytes: value and an empty script.
    const outputs = 1900;
    const output = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    addPayload(
      'tx',
      Uint8Array.from([
        2,
        0,
        0,
        0,
        1,
        ...new Array<number>(36).fill(1),
        0,
        255,
        255,
        255,
        255,
        0xfd,
        outputs & 255,
        outputs >> 8,
        ...Array.from({ length: outputs }, () => output).flat(),
        0,
        0,
        0,
        0,
      ]),
    );
    const { fields } = messageBytes(logs, NETWORK, { peer: 1, line: 1 });
    expect(fields!.length).toBeLessThanOrEqual(4000);
    expect(fields!.length).toBeGreaterThan(3500);
  });

  it('gives the bytes of a payload that cannot be decoded, and the reason', () => {
    const { logs, addPayload } = loggedFrames();
    addPayload('ping', Uint8Array.of(1, 2));
    const { fields, missingReason, payload } = messageBytes(logs, NETWORK, { peer: 1, line: 1 });
    expect([payload, fields]).toEqual(['0102', undefined]);
    expect(missingReason).toMatch(/^The payload cannot be decoded: /);
  });

  it.each([
    ['another peer', { peer: 2, line: 1 }],
    ['another line', { peer: 1, line: 2 }],
  ])('says that the payload of %s is not stored', (_, key) => {
    const { logs, add } = loggedFrames();
    add({ command: 'verack' });
    expect(messageBytes(logs, NETWORK, key)).toEqual({
      ...key,
      missingReason: 'The payload of this message is no longer stored.',
    });
  });
});
