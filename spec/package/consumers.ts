/** A node to talk to: prints its port. */
export const SIMULATION = `
import { simulateNode } from 'rxpeer/simulator';

simulateNode({ blockIntervalMs: 300, transactionIntervalMs: 100 }).subscribe({
  next: ({ port }) => console.log(port),
  error: (error) => {
    console.error(error);
    process.exitCode = 1;
  },
});
`;

/** What a user's compiler has to accept, and what it has to refuse. */
export const CONSUMER = `
import { bitcoin, lbry, type Message, type MessageOf } from 'rxpeer';
import { MarbleMismatch, protocolMarbles, type ProtocolMarbles } from 'rxpeer/marbles';
import { connect, dial, listen } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';
import { decodeMessage } from 'rxpeer/wire';

connect({ network: lbry.mainnet, host: '127.0.0.1' }).subscribe((peer) => {
  peer.on('headers').subscribe(({ headers }) => {
    const claimTries: string[] = headers.map((header) => header.claimTrie);
    void claimTries;
  });
  peer.on('block').subscribe(({ block }) => block.header.claimTrie.length);
});

connect({ network: bitcoin.mainnet, host: '127.0.0.1' }).subscribe((peer) => {
  peer.on('headers').subscribe(({ headers }) => {
    const prevBlocks: string[] = headers.map((header) => header.prevBlock);
    void prevBlocks;
    // @ts-expect-error a Bitcoin header has no claim trie
    headers.map((header) => header.claimTrie);
  });
  // @ts-expect-error nor has the one in a block
  peer.on('block').subscribe(({ block }) => block.header.claimTrie);
  // @ts-expect-error no such command
  peer.on('nonsense');
  // @ts-expect-error an inv has items
  void peer.send({ command: 'inv' });
  const height: number | undefined = peer.remote.startHeight;
  const sent: Promise<boolean> = peer.send({ command: 'ping', nonce: 7n });
  void [height, sent];
});

export async function nonceOf(host: string): Promise<bigint | undefined> {
  const peer = await dial({ network: lbry.regtest, host, port: 1, pingIntervalMs: undefined });
  const claimTrieOf = (message: MessageOf<'headers', NonNullable<typeof peer.network.messageType>>) =>
    message.headers[0]?.claimTrie.length;
  peer.on('headers').subscribe(claimTrieOf);
  return peer.remote.nonce;
}

listen({ network: lbry.testnet, port: 0 }).subscribe((peer) => {
  peer.messages$.subscribe((message) => {
    if (message.command === 'headers') message.headers.map(({ claimTrie }) => claimTrie.length);
  });
});

simulateNode().subscribe(({ port }) => port.toFixed());

const height: number = protocolMarbles((m) => {
  const peer = m.peer(m.received('v-z-y', { z: m.alphabet.p, y: new Uint8Array(3) }), { chunkBytes: 1, relay: false });
  m.expectSent(peer, 'V', { V: { ...m.alphabet.V, relay: false } });
  m.expectClosed(peer, '30s #', 'PeerTimeoutError NEGOTIATION_TIMEOUT');
  // @ts-expect-error no class and code
  m.expectClosed(peer, '30s #', 'NEGOTIATION_TIMEOUT');
  // @ts-expect-error bytes are nothing that a conversation hears
  m.converse(() => (received$) => received$, m.received('z', { z: new Uint8Array(3) }));
  // @ts-expect-error no message
  m.expectSent(peer, 'z', { z: 1 });
  return m.alphabet.v.startHeight ?? 0;
});
const ofLbry = (m: ProtocolMarbles<NonNullable<typeof lbry.mainnet.messageType>>): string =>
  m.alphabet.b.block.header.claimTrie;
protocolMarbles(ofLbry, { network: lbry.mainnet }).length satisfies number;
new MarbleMismatch('').message.at(height);

const message: Message = decodeMessage(new Uint8Array(), { network: bitcoin.signet });
if (message.command === 'tx') message.transaction.outputs.map(({ value }) => value + 1n);
`;
