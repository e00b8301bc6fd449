import type { StructCodec } from '../codec/combinators.js';
import { alert } from './alert.js';
import { addr, addrv2, getaddr } from './addresses.js';
import { filteradd, filterclear, filterload, merkleblockMessage } from './bloomFilter.js';
import { blockMessage } from './block.js';
import type { BlockHeader, LbryBlockHeader } from './blockHeader.js';
import { blocktxnMessage, cmpctblockMessage, getblocktxn } from './compactBlock.js';
import { cfcheckpt, cfheaders, cfilterMessage, getcfcheckpt, getcfheaders, getcfilters } from './compactFilters.js';
import type { AnyMessageDefinition, MessageOfDefinition } from './defineMessage.js';
import { headersMessage, locatorMessages } from './headers.js';
import { getdata, inv, mempool, notfound } from './inventory.js';
import type { MessageLimits } from './limits.js';
import { feature, feefilter, sendaddrv2, sendcmpct, sendheaders, sendtxrcncl, wtxidrelay } from './negotiation.js';
import { ping, pong } from './ping.js';
import { reject } from './reject.js';
import { txMessage } from './transaction.js';
import type { UnknownMessage } from './unknown.js';
import { verack, version } from './version.js';

/** Every message that we know, for a network with this block header and these ceilings. */
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

type MessageWith<H extends BlockHeader> =
  MessageOfDefinition<ReturnType<typeof messageDefinitions<H>>[number]> | UnknownMessage;

/** A message of a Bitcoin network, told apart by `command`. */
export type Message = MessageWith<BlockHeader>;

/** A message of a LBRY network: the same, with `claimTrie` in each block header. */
export type LbryMessage = MessageWith<LbryBlockHeader>;

/** The commands that a stream can be asked for; `'unknown'` is one of them. */
export type Command = Message['command'];

/** The message with this command: `MessageOf<'ping'>`. */
export type MessageOf<C extends Command, Msg extends Message = Message> = Extract<Msg, { readonly command: C }>;

/** Definitions by command. */
export type MessageTable = ReadonlyMap<string, AnyMessageDefinition>;

export function messageTable(definitions: Iterable<AnyMessageDefinition>): MessageTable {
  return new Map(Array.from(definitions, (definition) => [definition.command, definition]));
}
