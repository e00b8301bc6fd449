import type { StructCodec } from '../codec/combinators.js';
import { alert, type AlertMessage } from './alert.js';
import { addr, addrv2, getaddr, type AddrMessage, type Addrv2Message, type GetaddrMessage } from './addresses.js';
import {
  filteradd,
  filterclear,
  filterload,
  merkleblockMessage,
  type FilteraddMessage,
  type FilterclearMessage,
  type FilterloadMessage,
  type MerkleblockMessage,
} from './bloomFilter.js';
import { blockMessage, type BlockMessage } from './block.js';
import type { BlockHeader, LbryBlockHeader } from './blockHeader.js';
import {
  blocktxnMessage,
  cmpctblockMessage,
  getblocktxn,
  type BlocktxnMessage,
  type CmpctblockMessage,
  type GetblocktxnMessage,
} from './compactBlock.js';
import {
  cfcheckpt,
  cfheaders,
  cfilterMessage,
  getcfcheckpt,
  getcfheaders,
  getcfilters,
  type CfcheckptMessage,
  type CfheadersMessage,
  type CfilterMessage,
  type GetcfcheckptMessage,
  type GetcfheadersMessage,
  type GetcfiltersMessage,
} from './compactFilters.js';
import type { AnyMessageDefinition } from './defineMessage.js';
import {
  headersMessage,
  locatorMessages,
  type GetblocksMessage,
  type GetheadersMessage,
  type HeadersMessage,
} from './headers.js';
import {
  getdata,
  inv,
  mempool,
  notfound,
  type GetdataMessage,
  type InvMessage,
  type MempoolMessage,
  type NotfoundMessage,
} from './inventory.js';
import type { MessageLimits } from './limits.js';
import {
  feature,
  feefilter,
  sendaddrv2,
  sendcmpct,
  sendheaders,
  sendtxrcncl,
  wtxidrelay,
  type FeatureMessage,
  type FeefilterMessage,
  type Sendaddrv2Message,
  type SendcmpctMessage,
  type SendheadersMessage,
  type SendtxrcnclMessage,
  type WtxidrelayMessage,
} from './negotiation.js';
import { ping, pong, type PingMessage, type PongMessage } from './ping.js';
import { reject, type RejectMessage } from './reject.js';
import { txMessage, type TxMessage } from './transaction.js';
import type { UnknownMessage } from './unknown.js';
import { verack, version, type VerackMessage, type VersionMessage } from './version.js';

/** The definitions of all messages, for a network with this block header and these limits. */
export function messageDefinitions<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  const { getblocks, getheaders } = locatorMessages(limits);
  return [
    version,
    verack,
    wtxidrelay,
    sendaddrv2,
    sendheaders,
    sendcmpct,
    feefilter,
    ping,
    pong,
    inv,
    getdata,
    notfound,
    mempool,
    getblocks,
    getheaders,
    headersMessage(header, limits),
    blockMessage(header, limits),
    txMessage(limits),
    getaddr,
    addr,
    addrv2,
    reject,
    alert,
    sendtxrcncl,
    feature,
    filterload,
    filteradd,
    filterclear,
    merkleblockMessage(header),
    cmpctblockMessage(header, limits),
    getblocktxn,
    blocktxnMessage(limits),
    getcfilters,
    cfilterMessage(limits),
    getcfheaders,
    cfheaders,
    getcfcheckpt,
    cfcheckpt,
  ] as const;
}

/** The messages whose layout does not depend on the block header. */
type HeaderlessMessage =
  | VersionMessage
  | VerackMessage
  | WtxidrelayMessage
  | Sendaddrv2Message
  | SendheadersMessage
  | SendcmpctMessage
  | FeefilterMessage
  | PingMessage
  | PongMessage
  | InvMessage
  | GetdataMessage
  | NotfoundMessage
  | MempoolMessage
  | GetblocksMessage
  | GetheadersMessage
  | TxMessage
  | GetaddrMessage
  | AddrMessage
  | Addrv2Message
  | RejectMessage
  | AlertMessage
  | SendtxrcnclMessage
  | FeatureMessage
  | FilterloadMessage
  | FilteraddMessage
  | FilterclearMessage
  | GetblocktxnMessage
  | BlocktxnMessage
  | GetcfiltersMessage
  | CfilterMessage
  | GetcfheadersMessage
  | CfheadersMessage
  | GetcfcheckptMessage
  | CfcheckptMessage
  | UnknownMessage;

/** A message of a Bitcoin network. The field `command` is the discriminant of the union. */
export type Message = HeaderlessMessage | HeadersMessage | BlockMessage | MerkleblockMessage | CmpctblockMessage;

/** A message of a LBRY network: as `Message`, with the field `claimTrie` in each block header. */
export type LbryMessage =
  | HeaderlessMessage
  | HeadersMessage<LbryBlockHeader>
  | BlockMessage<LbryBlockHeader>
  | MerkleblockMessage<LbryBlockHeader>
  | CmpctblockMessage<LbryBlockHeader>;

/** The commands of all messages, and `'unknown'` for messages whose command is not in the network's table. */
export type Command = Message['command'];

/** The message with a command: `MessageOf<'ping'>` is PingMessage. */
export type MessageOf<C extends Command, Msg extends Message = Message> = Extract<Msg, { readonly command: C }>;

/** Definitions by command. */
export type MessageTable = ReadonlyMap<string, AnyMessageDefinition>;

export function messageTable(definitions: Iterable<AnyMessageDefinition>): MessageTable {
  return new Map(Array.from(definitions, (definition) => [definition.command, definition]));
}
