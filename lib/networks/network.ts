import { frameFunctions, withFastLayouts } from '#fast';
import type { StructCodec } from '../codec/combinators.js';
import type { Hash } from '../codec/primitives.js';
import { blockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';
import type { FrameFunctions } from '../frame/header.js';
import { requireInteger } from '../base/optionChecks.js';
import { policyOf, type PolicyProfile } from '../policy/policy.js';
import { BITCOIN_LIMITS, type MessageLimits } from '../messages/limits.js';
import {
  messageDefinitions,
  messageTable,
  type LbryMessage,
  type Message,
  type MessageTable,
} from '../messages/table.js';

/** All that differs between networks, as a value. */
export interface Network<Msg extends Message = Message> {
  /** As the program's `--network` spells it: `bitcoin.mainnet`. */
  readonly name: string;
  /** The four bytes before each message, read as u32 little-endian: 0xd9b4bef9 is f9 be b4 d9 on the wire. */
  readonly magic: number;
  readonly defaultPort: number;
  /** The highest protocol version that is spoken there. */
  readonly protocolVersion: number;
  readonly limits: MessageLimits;
  readonly header: StructCodec<BlockHeader>;
  /** The hash of the first block; absent where it is not known. */
  readonly genesisHash?: Hash;
  /** Names whose addresses are nodes of this network. */
  readonly dnsSeeds: readonly string[];
  readonly messages: MessageTable;
  /** Functions that the framing of this network calls. */
  readonly frameFunctions: FrameFunctions;
  /** What is done about violations of a remote, unless the `policy` of a peer says otherwise. */
  readonly policy: PolicyProfile;
  /** Holds no value: the type of this network's messages. */
  readonly messageType?: Msg;
}

/** A network whose genesis block is known. */
export interface NetworkWithGenesis<Msg extends Message = Message> extends Network<Msg> {
  readonly genesisHash: Hash;
}

export interface NetworkDefinition<H extends BlockHeader> {
  name: string;
  magic: number;
  defaultPort: number;
  /** Default 70016. */
  protocolVersion?: number;
  /** Default: Bitcoin's 80 bytes. */
  header?: StructCodec<H>;
  /** Default: Bitcoin's. */
  limits?: MessageLimits;
  /** The hash of the first block. Default: not known. */
  genesisHash?: Hash;
  /** Names whose addresses are nodes of this network. Default: none. */
  dnsSeeds?: readonly string[];
  /** What peers do about violations of a remote, unless their own `policy` says otherwise. Default `'core'`. */
  policy?: PolicyProfile;
}

/** The messages of a network whose blocks have this header. */
type MessageWithHeader<H extends BlockHeader> = H extends LbryBlockHeader ? LbryMessage : Message;

/**
 * Defines a network of your own, for a chain that speaks Bitcoin's protocol.
 *
 * A definition can change the magic, the port, the protocol version, the limits and the layout of block headers. It cannot change
 * the layout of transactions or blocks, so these chains are out of reach:
 *
 * - Litecoin and other chains with MWEB: the last transaction of a block carries the flag 8 and an extension block after its witness
 *   (LIP-0003). Transactions and blocks of that form are refused with RemoteProtocolError `INVALID_VALUE`; headers, inventory and
 *   ordinary transactions work.
 * - Chains with merged mining (Namecoin, Dogecoin): an AuxPoW of variable size follows the header of a merged-mined block. A `header`
 *   layout of your own can read it; this library has none.
 * - Zcash and its relatives: transactions have shielded parts (ZIP 225).
 *
 * Errors with LocalProtocolError `INVALID_OPTION` when magic, port or version are out of range, or the policy is unknown.
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
  const { name, magic, defaultPort, protocolVersion = 70_016, limits = BITCOIN_LIMITS, dnsSeeds = [] } = definition;
  const { policy = 'core' } = definition;
  policyOf(policy);
  requireInteger('magic', magic ?? NaN, 0, 0xffff_ffff);
  requireInteger('defaultPort', defaultPort ?? NaN, 1, 65_535);
  requireInteger('protocolVersion', protocolVersion, 1, 0x7fff_ffff);
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
    header,
    messages: messageTable(withFastLayouts(messageDefinitions(header, limits), header, limits)),
    frameFunctions,
  };
}
