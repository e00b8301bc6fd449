import { VirtualTimeScheduler } from 'rxjs';
import { txid } from '../digests/transactionId.js';
import { blockHash } from '../digests/blockHash.js';
import { ZERO_HASH } from '../protocol/exchanges/answers.js';
import { createIdentity } from '../protocol/handshake/identity.js';
import { localVersion, NO_ADDRESS } from '../protocol/handshake/localVersion.js';
import { formatUserAgent } from '../protocol/handshake/userAgent.js';
import { InventoryType } from '../messages/inventory.js';
import { ServiceFlags } from '../messages/services.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { Transaction } from '../messages/transaction.js';
import { emptyHeader } from '../networks/emptyHeader.js';
import type { Network } from '../networks/network.js';
import { testContext } from './testContext.js';

/** The command of the message that each predefined letter represents. */
interface CommandOfLetter {
  v: 'version';
  V: 'version';
  a: 'verack';
  w: 'wtxidrelay';
  x: 'sendaddrv2';
  H: 'sendheaders';
  c: 'sendcmpct';
  f: 'feefilter';
  p: 'ping';
  q: 'pong';
  P: 'ping';
  Q: 'pong';
  i: 'inv';
  d: 'getdata';
  b: 'block';
  g: 'getheaders';
  h: 'headers';
  I: 'inv';
  D: 'getdata';
  t: 'tx';
  n: 'notfound';
  u: 'unknown';
}

/** The messages that the predefined letters represent, by letter. See `ProtocolMarbles.alphabet` for the table. */
export type Alphabet<Msg extends Message = Message> = {
  readonly [L in keyof CommandOfLetter]: MessageOf<CommandOfLetter[L], Msg>;
};

/**
 * The messages of the predefined letters on this network:
 *
 *     v  version of the remote: nonce 99, height 1, network and witness services     V  our version: nonce 1
 *     a  verack       w  wtxidrelay    x  sendaddrv2    H  sendheaders    c  sendcmpct 2    f  feefilter 1000
 *     p  ping 1       q  pong 1        P  ping 2        Q  pong 2
 *     i  inv          d  getdata       b  block         all three about one block, the child of the genesis block
 *     g  getheaders   h  headers       g requests the headers after the genesis block, h holds the header of b
 *     I  inv          D  getdata       t  tx            n  notfound; all four about the transaction in b
 *     u  unknown: a command that is in no message table
 *
 * No letter is a digit, `m` or `s`, because those could be read as part of a time such as `10ms`.
 */
export function defaultAlphabet<Msg extends Message = Message>(network: Network<Msg>): Alphabet<Msg> {
  const transaction = sampleTransaction();
  const { genesisHash = ZERO_HASH, protocolVersion } = network;
  const header = { ...emptyHeader(network), version: 1, prevBlock: genesisHash, merkleRoot: txid(transaction) };
  const blocks = [{ type: InventoryType.block, hash: blockHash(header) }];
  const transactions = [{ type: InventoryType.transaction, hash: txid(transaction) }];
  const alphabet: Alphabet = {
    v: remoteVersionMessage(network),
    V: localVersionMessage(network),
    a: { command: 'verack' },
    w: { command: 'wtxidrelay' },
    x: { command: 'sendaddrv2' },
    H: { command: 'sendheaders' },
    c: { command: 'sendcmpct', announce: false, version: 2n },
    f: { command: 'feefilter', feeRate: 1000n },
    p: { command: 'ping', nonce: 1n },
    q: { command: 'pong', nonce: 1n },
    P: { command: 'ping', nonce: 2n },
    Q: { command: 'pong', nonce: 2n },
    i: { command: 'inv', items: blocks },
    d: { command: 'getdata', items: blocks },
    b: { command: 'block', block: { header, transactions: [transaction] } },
    g: { command: 'getheaders', version: protocolVersion, locator: [genesisHash], stopHash: ZERO_HASH },
    h: { command: 'headers', headers: [header] },
    I: { command: 'inv', items: transactions },
    D: { command: 'getdata', items: transactions },
    t: { command: 'tx', transaction },
    n: { command: 'notfound', items: transactions },
    u: { command: 'unknown', name: 'unheardof', payload: Uint8Array.of(1, 2, 3) },
  };
  return alphabet as Alphabet<Msg>;
}

/** The version message that a peer of `m.peer` sends with default options. */
function localVersionMessage(network: Network): MessageOf<'version'> {
  const context = testContext({ network, scheduler: new VirtualTimeScheduler() });
  return localVersion(context, { identity: createIdentity() }, formatUserAgent(undefined));
}

function remoteVersionMessage({ protocolVersion }: Network): MessageOf<'version'> {
  const services = ServiceFlags.network | ServiceFlags.witness;
  return {
    command: 'version',
    version: protocolVersion,
    services,
    timestamp: 0n,
    addrRecv: NO_ADDRESS,
    addrFrom: { ...NO_ADDRESS, services },
    nonce: 99n,
    userAgent: '/remote:1.0/',
    startHeight: 1,
    relay: true,
  };
}

function sampleTransaction(): Transaction {
  return {
    version: 2,
    inputs: [
      {
        previousOutput: { hash: '1'.padStart(64, '0'), index: 0 },
        script: new Uint8Array(0),
        sequence: 0xffff_ffff,
        witness: [],
      },
    ],
    outputs: [{ value: 1n, script: Uint8Array.of(0x51) }],
    lockTime: 0,
  };
}
