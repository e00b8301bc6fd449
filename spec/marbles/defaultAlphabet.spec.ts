import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  blockHash,
  decodeMessage,
  encodeMessage,
  lbry,
  txid,
  type Message,
  type Network,
} from '../../lib/index.js';
import { protocolMarbles } from '../../lib/marbles.js';
import { defaultAlphabet } from '../../lib/marbles/defaultAlphabet.js';

const networks = [...Object.values(bitcoin), ...Object.values(lbry)] as Network[];

describe('defaultAlphabet', () => {
  it.each(networks.map((network) => [network.name, network] as const))('encodes on %s', (_, network) => {
    for (const message of Object.values<Message>(defaultAlphabet(network))) {
      expect(decodeMessage(encodeMessage(message, { network }), { network })).toEqual(message);
    }
  });

  it('has no letter that could be read as part of a time', () => {
    const letters = Object.keys(defaultAlphabet(bitcoin.regtest));
    expect(letters.filter((letter) => !/^[a-ln-rt-zA-Z]$/.test(letter) && letter !== 't')).toEqual([]);
    expect(letters).toHaveLength(22);
  });

  it.each(networks.map((network) => [network.name, network] as const))(
    'has consistent messages on %s',
    (_, network) => {
      const { i, d, b, g, h, I, D, t, n, p, q, P, Q } = defaultAlphabet(network);
      expect([i.items, d.items]).toEqual([[{ type: 2, hash: blockHash(b.block.header) }], i.items]);
      expect(h.headers).toEqual([b.block.header]);
      expect(h.headers[0]!.prevBlock).toBe(g.locator[0]);
      expect([I.items, D.items, n.items]).toEqual([[{ type: 1, hash: txid(t.transaction) }], I.items, I.items]);
      expect([p.nonce, q.nonce, P.nonce, Q.nonce]).toEqual([1n, 1n, 2n, 2n]);
    },
  );

  it.each(networks.map((network) => [network.name, network] as const))(
    'has the versions on %s that peers exchange',
    (_, network) => {
      // Since protocol version 70016 features are negotiated before the verack.
      const [answer, group] = network.protocolVersion >= 70_016 ? ['(wxa) 119997ms P', '(Vwxa)'] : ['a 2m -P', '(Va)'];
      protocolMarbles((m) => m.expectSent(m.peer(m.received('---v-a')), `V--${answer}`), { network });
      protocolMarbles((m) => m.expectSent(m.peer(m.received('va'), { direction: 'inbound' }), group), { network });
    },
  );

  it('has the header fields of the network', () => {
    const claimTrie: string = protocolMarbles(
      (m) => {
        m.expectStream(m.received('b'), 'b');
        return m.alphabet.b.block.header.claimTrie;
      },
      { network: lbry.regtest },
    );
    expect(claimTrie).toMatch(/^[0-9a-f]{64}$/);
  });
});
