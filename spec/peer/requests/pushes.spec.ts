import { describe, expect, it } from '@jest/globals';
import { LocalProtocolError, lbry, NetworkId, RejectCode, toTimedAddress, type AddressV2 } from '../../../lib/index.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { rawRemote, readyRemote, type RawRemote, type RawRemoteOptions } from '../../helpers/rawRemote.js';
import { hash, versionMessage } from '../../helpers/samples.js';

function address(n: number): AddressV2 {
  return {
    time: n,
    services: 1n,
    networkId: NetworkId.ipv4,
    address: Uint8Array.of(1, 2, n >> 8, n & 0xff),
    port: 8333,
  };
}

const onion: AddressV2 = { ...address(1), networkId: NetworkId.torV3, address: new Uint8Array(32) };
const many = Array.from({ length: 1500 }, (_, n) => address(n));

/** A remote that sent sendaddrv2. */
function modernRemote(options: RawRemoteOptions = {}): RawRemote {
  const remote = rawRemote(options);
  remote.sendToPeer(versionMessage(), { command: 'sendaddrv2' }, { command: 'verack' });
  remote.received.length = 0;
  return remote;
}

describe('pushAddresses()', () => {
  it('sends nothing for an empty list', () => {
    const { peer, received } = readyRemote();
    expect(peer.pushAddresses([])).toEqual([]);
    expect(received).toEqual([]);
  });

  it('sends addrv2 with every network to a remote that sent sendaddrv2', () => {
    const { peer, received } = modernRemote();
    expect(peer.pushAddresses([address(1), onion])).toEqual([address(1), onion]);
    expect(received).toEqual([{ command: 'addrv2', addresses: [address(1), onion] }]);
  });

  it('sends addr to any other remote, without the networks that addr cannot encode', () => {
    const { peer, received } = readyRemote();
    expect(peer.pushAddresses([onion, address(1)])).toEqual([address(1)]);
    expect(received).toEqual([{ command: 'addr', addresses: [toTimedAddress(address(1))] }]);
    expect(peer.pushAddresses([onion])).toEqual([]);
    expect(received).toHaveLength(1);
  });

  it('keeps the order of 1000 addresses, and does not change its argument', () => {
    const { peer, received } = modernRemote();
    const given = many.slice(0, 1000);
    expect(peer.pushAddresses(Object.freeze(given) as AddressV2[])).toEqual(given);
    expect(received).toEqual([{ command: 'addrv2', addresses: given }]);
  });

  it.each([
    ['addr', readyRemote],
    ['addrv2', modernRemote],
  ])('sends 1000 of 1500 addresses, none twice, as %s, and returns them', (command, remoteOf) => {
    const { peer, received } = remoteOf({ random: createSeededRandom(7, 'choice').bytes });
    const sent = peer.pushAddresses(many);
    expect(new Set(sent.map(({ time }) => time)).size).toBe(1000);
    const addresses = command === 'addr' ? sent.map(toTimedAddress) : sent;
    expect(received).toEqual([{ command, addresses }]);
  });

  it('selects each address with the same probability', () => {
    const { peer } = modernRemote({ random: createSeededRandom(1, 'choice').bytes });
    const rounds = 60;
    const counts = new Array<number>(many.length).fill(0);
    for (let i = 0; i < rounds; i++) for (const { time } of peer.pushAddresses(many)) counts[time]! += 1;
    // Each is selected with probability 2/3, so its count has the variance of rounds * 2/3 * 1/3, and the sum of squares over that
    // is about the number of addresses, give or take sqrt(2n); a difference of six times that is not random.
    const expected = (rounds * 2) / 3;
    const variance = (rounds * 2) / 9;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / variance, 0);
    expect(Math.abs(chiSquare - many.length)).toBeLessThan(6 * Math.sqrt(2 * many.length));
  });
});

describe.each([
  ['pushGetBlocks', 'getblocks'],
  ['pushGetHeaders', 'getheaders'],
] as const)('%s()', (push, command) => {
  it('sends the locator with our protocol version', async () => {
    const { peer, received } = readyRemote();
    expect(await peer[push]([hash(1), hash(2)], hash(3))).toBe(true);
    expect(received).toEqual([{ command, version: 70_016, locator: [hash(1), hash(2)], stopHash: hash(3) }]);
  });

  it('drops a repeated call with the same newest block and stop hash', async () => {
    const { peer, received } = readyRemote();
    const sent = [
      await peer[push]([hash(1), hash(2)]),
      await peer[push]([hash(1), hash(9)]),
      await peer[push]([hash(1)], hash(5)),
      await peer[push]([hash(1)], hash(5)),
      await peer[push]([hash(1)]),
      await peer[push]([hash(2)]),
    ];
    expect(sent).toEqual([true, false, true, false, true, true]);
    expect(received).toHaveLength(4);
  });

  it('drops it after the answer too, but never a call without a locator', async () => {
    const { peer, received, sendToPeer } = readyRemote();
    await peer[push]([hash(1)]);
    sendToPeer({ command: 'headers', headers: [] }, { command: 'inv', items: [{ type: 2, hash: hash(4) }] });
    expect(await peer[push]([hash(1)])).toBe(false);
    expect([await peer[push]([]), await peer[push]([]), await peer[push]([hash(1)])]).toEqual([true, true, true]);
    expect(received).toHaveLength(4);
  });

  it('does not share its state with the other command', async () => {
    const { peer, received } = readyRemote();
    await peer.pushGetBlocks([hash(1)]);
    await peer.pushGetHeaders([hash(1)]);
    expect(received.map((message) => message.command)).toEqual(['getblocks', 'getheaders']);
  });

  it.each([
    ['bitcoin.regtest', undefined, 102],
    ['lbry.regtest', lbry.regtest, 501],
  ])(
    'throws for a locator over the limit of %s, sends nothing, and accepts the next call',
    async (_, network, count) => {
      const { peer, received, reasons } = readyRemote(network === undefined ? {} : { network: network });
      const locator = Array.from({ length: count }, (__, n) => hash(n));
      expect(() => peer[push](locator)).toThrow(LocalProtocolError);
      expect([received, reasons]).toEqual([[], []]);
      expect(await peer[push](locator.slice(1))).toBe(true);
      expect(await peer[push](locator.slice(0, -1))).toBe(true);
    },
  );
});

describe('pushReject()', () => {
  const rejection = { message: 'tx', code: RejectCode.dust, reason: 'dust' };

  it('names the transaction or block, or the zero hash if none is given', async () => {
    const { peer, received } = readyRemote();
    expect(await peer.pushReject({ ...rejection, hash: hash(1) })).toBe(true);
    await peer.pushReject({ ...rejection, message: 'block' });
    expect(received).toEqual([
      { command: 'reject', ...rejection, hash: hash(1) },
      { command: 'reject', ...rejection, message: 'block', hash: hash(0) },
    ]);
  });

  it('names no hash for other messages', async () => {
    const { peer, received } = readyRemote();
    await peer.pushReject({ ...rejection, message: 'inv', hash: hash(1) });
    expect(received).toEqual([{ command: 'reject', ...rejection, message: 'inv' }]);
  });

  it.each([
    [70_001, false],
    [70_002, true],
  ])('to a remote of version %d: %s', async (version, isSent) => {
    const { peer, received, sendToPeer } = rawRemote();
    sendToPeer(versionMessage({ version }), { command: 'verack' });
    received.length = 0;
    expect(await peer.pushReject(rejection)).toBe(isSent);
    expect(received).toHaveLength(isSent ? 1 : 0);
  });

  it('waits for the handshake while the version is not negotiated', async () => {
    const { peer, received, sendToPeer } = rawRemote();
    const sent = peer.pushReject(rejection);
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(await sent).toBe(true);
    expect(received.at(-1)).toMatchObject({ command: 'reject' });
  });
});
