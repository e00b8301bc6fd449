import { frameFunctions, withFastLayouts } from '#fast';
import type { StructCodec } from '../codec/combinators.js';
import type { Hash } from '../codec/primitives.js';
import { blockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';
import type { FrameFunctions } from '../frame/header.js';
import { BITCOIN_SHORT_IDS, type ShortIds } from '../frame/v2/shortIds.js';
import type { TransportChoice } from '../frame/transportChoice.js';
import type { PolicyProfile } from '../policy/policyProfile.js';
import { requireDefinition } from './requireDefinition.js';
import { BITCOIN_LIMITS, type MessageLimits } from '../messages/limits.js';
import {
  messageDefinitions,
  messageTable,
  type LbryMessage,
  type Message,
  type MessageTable,
} from '../messages/table.js';

/** The definition of a network: everything that differs between networks. Create one with `defineNetwork`. */
export interface Network<Msg extends Message = Message> {
  /** The name on the command line, in recordings and in address books: `bitcoin.mainnet`. */
  readonly name: string;
  /** The four bytes before each message, read as u32 little-endian: 0xd9b4bef9 is f9 be b4 d9 on the wire. */
  readonly magic: number;
  /** The TCP port of nodes, used if none is given. */
  readonly defaultPort: number;
  /** The highest protocol version of the network: the one in our version message by default. */
  readonly protocolVersion: number;
  /** The maximum sizes and item counts of messages. */
  readonly limits: MessageLimits;
  /** The codec of block headers. */
  readonly header: StructCodec<BlockHeader>;
  /** The hash of the first block; absent if it is not known. */
  readonly genesisHash?: Hash;
  /** Host names of DNS seeds, which resolve to addresses of nodes. */
  readonly dnsSeeds: readonly string[];
  /** The codecs of the messages, by command. */
  readonly messages: MessageTable;
  /** Functions of the framing: plain ones, or the faster ones of `lib/fast`. */
  readonly frameFunctions: FrameFunctions;
  /** The reactions to protocol violations, unless a peer's option `policy` overrides them. */
  readonly policy: PolicyProfile;
  /** The transport of connections, unless the option `transport` overrides it. */
  readonly transport: TransportChoice;
  /** The commands that transport v2 sends as one byte, by their number. */
  readonly shortIds: ShortIds;
  /** Never set at run time: carries the type of this network's messages. */
  readonly messageType?: Msg;
}

/** A network whose genesis block is known. */
export interface NetworkWithGenesis<Msg extends Message = Message> extends Network<Msg> {
  /** The hash of the first block, as 64 hex digits. */
  readonly genesisHash: Hash;
}

/** The parameters of `defineNetwork`. */
export interface NetworkDefinition<H extends BlockHeader> {
  /** The network's name, not empty; the library's networks are named `CHAIN.NETWORK`. */
  name: string;
  /** The four bytes before each message, read as u32 little-endian: 0xd9b4bef9 is f9 be b4 d9 on the wire. */
  magic: number;
  /** The TCP port of nodes, 1 to 65535. */
  defaultPort: number;
  /** The highest protocol version. Default 70016. */
  protocolVersion?: number;
  /** The codec of block headers. Default: Bitcoin's header of 80 bytes. */
  header?: StructCodec<H>;
  /**
   * The maximum sizes and item counts of messages, and `unknownTransactionFlags`, which is `'refuse'` or `'keep'`. Default of each: Bitcoin's. Numbers
   * up to 4,294,967,295.
   */
  limits?: Partial<MessageLimits>;
  /** The hash of the first block, as 64 lower-case hex digits in the order that explorers show. Default: not known. */
  genesisHash?: Hash;
  /** Host names of DNS seeds, without ports; they resolve to addresses of nodes, for pools. Default: none. */
  dnsSeeds?: readonly string[];
  /** The reactions to protocol violations, unless a peer's option `policy` overrides them: `'core'` or `'lbcd'`. Default `'core'`. */
  policy?: PolicyProfile;
  /** The transport of connections, unless the option `transport` overrides it. Default `'v2-or-v1'`: encrypted if the remote supports it. */
  transport?: TransportChoice;
  /**
   * The commands that transport v2 (BIP324) sends as one byte. The index is the byte, at most 255; index 0 is `''`, as is every number without a
   * command; each command occurs once. Both sides must have the same list. Default: Bitcoin's.
   */
  shortIds?: ShortIds;
}

/** The message types of a network with this block header. */
type MessageWithHeader<H extends BlockHeader> = H extends LbryBlockHeader ? LbryMessage : Message;

/**
 * Defines a network, for your own chain or another chain that uses Bitcoin's protocol.
 *
 * A definition can change the magic, the port, the protocol version, the limits and the layout of block headers. docs/altcoins.md shows a
 * complete definition. A definition cannot change the layout of transactions or blocks:
 *
 * - Litecoin and other chains with MWEB (LIP-0003): transactions have a part that the flag 8 announces. With `limits.unknownTransactionFlags: 'keep'`
 *   that part is kept as bytes (`transaction.extension`, `block.undecoded`); by default such a message is refused with RemoteProtocolError
 *   `INVALID_VALUE`.
 * - Not supported: chains with merged mining (Namecoin, Dogecoin): an AuxPoW of variable size follows the header of a merged-mined block. A custom
 *   `header` codec can decode it; this library has none.
 * - Not supported: Zcash and its relatives: transactions have shielded parts (ZIP 225).
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for an invalid field, with the path to it: `shortIds/3`, `limits/maxPayloadBytes`.
 *
 * @example
 * const regtest = defineNetwork({ name: 'mine.regtest', magic: 0x0badcafe, defaultPort: 19_444 });
 */
export function defineNetwork<H extends BlockHeader = BlockHeader>(
  definition: NetworkDefinition<H> & { genesisHash: Hash },
): NetworkWithGenesis<MessageWithHeader<H>>;
export function defineNetwork<H extends BlockHeader = BlockHeader>(
  definition: NetworkDefinition<H>,
): Network<MessageWithHeader<H>>;
export function defineNetwork<H extends BlockHeader>(definition: NetworkDefinition<H>): Network<MessageWithHeader<H>> {
  requireDefinition(definition);
  const { name, magic, defaultPort, protocolVersion = 70_016, dnsSeeds = [] } = definition;
  const { policy = 'core', shortIds = BITCOIN_SHORT_IDS, transport = 'v2-or-v1' } = definition;
  const limits = definition.limits === undefined ? BITCOIN_LIMITS : { ...BITCOIN_LIMITS, ...definition.limits };
  const header = definition.header ?? blockHeader;
  return {
    ...(definition.genesisHash === undefined ? {} : { genesisHash: definition.genesisHash }),
    name,
    magic,
    defaultPort,
    protocolVersion,
    dnsSeeds,
    limits,
    policy,
    transport,
    shortIds,
    header,
    messages: messageTable(withFastLayouts(messageDefinitions(header, limits), header, limits)),
    frameFunctions,
  };
}
