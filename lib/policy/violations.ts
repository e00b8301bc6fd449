import type { RemoteProtocolErrorCode } from '../base/errors.js';

/**
 * The reaction of a peer to a violation.
 *
 * - `ignore`: the message is processed like any other, and nothing is reported.
 * - `fault`: the same, and `faults$` emits the error.
 * - `dropMessage`: subscribers and consumers do not get the message; `faults$` emits the error.
 * - `close`: the error ends the peer.
 */
export type Reaction = 'ignore' | 'fault' | 'dropMessage' | 'close';

/** Error codes without a row: the stream has ended or cannot be decrypted, or one side refuses the other. They always close the peer. */
type FixedCode =
  | 'TRUNCATED'
  | 'NO_TERMINATOR'
  | 'BAD_GARBAGE'
  | 'BAD_PACKET'
  | 'VERSION_TOO_OLD'
  | 'SERVICES_MISSING'
  | 'SELF_CONNECTION'
  | 'REFUSED'
  | 'REJECTED'
  | 'UNEXPECTED_REQUEST';

/** A kind of violation, named by the code of its RemoteProtocolError. */
export type Violation = Exclude<RemoteProtocolErrorCode, FixedCode>;

/** One row of the policy table: a violation, and the reaction of each profile. */
export interface ViolationDefinition {
  /** What the remote did. */
  readonly summary: string;
  /** The reactions that `definePolicy` accepts for this violation. */
  readonly reactions: readonly Reaction[];
  /** The reaction of Bitcoin Core. */
  readonly core: ProfileRow;
  /** The reaction of lbcd and btcd. */
  readonly lbcd: ProfileRow;
  /** The source files and functions of Bitcoin Core and lbcd from which the reactions are taken. */
  readonly source: string;
}

interface ProfileRow {
  readonly reaction: Reaction;
  readonly misbehaviour?: boolean;
}

const IGNORE: ProfileRow = { reaction: 'ignore' };
const FAULT: ProfileRow = { reaction: 'fault' };
const DROP: ProfileRow = { reaction: 'dropMessage' };
const CLOSE: ProfileRow = { reaction: 'close' };
const MISBEHAVIOUR: ProfileRow = { reaction: 'close', misbehaviour: true };

const ANY: readonly Reaction[] = ['ignore', 'fault', 'dropMessage', 'close'];
/** For a frame or payload that cannot be decoded: there is no message to deliver. */
const UNREADABLE: readonly Reaction[] = ['dropMessage', 'close'];
/** For a stream whose next frame cannot be located. */
const STREAM_LOST: readonly Reaction[] = ['close'];

const HANDSHAKE_ORDER = 'Core ignores it (net_processing.cpp ProcessMessage); lbcd, peer/peer.go';
const DROPPED_BY_CORE =
  'Core drops the message (net_processing.cpp ProcessMessages catches the exception); lbcd, peer/peer.go inHandler';

/**
 * The policy table: for each code of a RemoteProtocolError the reaction of each profile. Independent of this table, nothing before the first
 * complete frame counts as misbehaviour.
 */
export const VIOLATIONS: Readonly<Record<Violation, ViolationDefinition>> = {
  WRONG_MAGIC: {
    summary: "A frame does not begin with the network's magic.",
    reactions: STREAM_LOST,
    core: CLOSE,
    lbcd: MISBEHAVIOUR,
    source: 'Core disconnects (net.cpp V1Transport::readHeader)',
  },
  OVERSIZED_FRAME: {
    summary: "A header declares a payload above the network's limit.",
    reactions: STREAM_LOST,
    core: CLOSE,
    lbcd: MISBEHAVIOUR,
    source: 'Core disconnects on the header (net.cpp V1Transport::readHeader)',
  },
  BAD_CHECKSUM: {
    summary: 'A payload does not match its checksum.',
    reactions: UNREADABLE,
    core: DROP,
    lbcd: MISBEHAVIOUR,
    source: 'Core drops the message (net.cpp V1Transport::GetReceivedMessage); lbcd, wire/message.go',
  },
  BAD_COMMAND: {
    summary: 'The command of a header is not printable ASCII followed by NULs.',
    reactions: UNREADABLE,
    core: DROP,
    lbcd: MISBEHAVIOUR,
    source: 'Core drops the message (protocol.cpp CMessageHeader::IsMessageTypeValid); lbcd, wire/message.go',
  },
  SHORT_PAYLOAD: {
    summary: 'A payload ends inside a field.',
    reactions: UNREADABLE,
    core: DROP,
    lbcd: MISBEHAVIOUR,
    source: DROPPED_BY_CORE,
  },
  NON_CANONICAL: {
    summary: 'A count or a length is not in its shortest form.',
    reactions: UNREADABLE,
    core: DROP,
    lbcd: MISBEHAVIOUR,
    source: DROPPED_BY_CORE,
  },
  INVALID_VALUE: {
    summary: 'A field has a value that the protocol does not allow.',
    reactions: UNREADABLE,
    core: DROP,
    lbcd: MISBEHAVIOUR,
    source: DROPPED_BY_CORE,
  },
  LIMIT_EXCEEDED: {
    summary: 'A length or a count is above its limit, in a field that has no row of its own.',
    reactions: UNREADABLE,
    core: DROP,
    lbcd: MISBEHAVIOUR,
    source: DROPPED_BY_CORE,
  },
  TOO_MANY_ITEMS: {
    summary:
      'An inv or getdata has more than 50,000 items, a headers more than 2,000, an addr or addrv2 more than 1,000.',
    reactions: UNREADABLE,
    core: MISBEHAVIOUR,
    lbcd: MISBEHAVIOUR,
    source:
      'Core: Misbehaving (net_processing.cpp MAX_INV_SZ, MAX_HEADERS_RESULTS, MAX_ADDR_TO_SEND); lbcd, wire/msginv.go',
  },
  LOCATOR_TOO_LONG: {
    summary: 'A getblocks or getheaders has more hashes than the network allows: 101 on Bitcoin, 500 on LBRY.',
    reactions: UNREADABLE,
    core: CLOSE,
    lbcd: MISBEHAVIOUR,
    source: 'Core disconnects (net_processing.cpp MAX_LOCATOR_SZ); lbcd, wire/msggetblocks.go',
  },
  FILTER_TOO_LARGE: {
    summary: 'A filterload has more than 36,000 bytes or 50 functions, a filteradd more than 520 bytes.',
    reactions: UNREADABLE,
    core: MISBEHAVIOUR,
    lbcd: MISBEHAVIOUR,
    source:
      'Core: Misbehaving (net_processing.cpp; common/bloom.h MAX_BLOOM_FILTER_SIZE, MAX_HASH_FUNCS); lbcd, wire/msgfilterload.go',
  },
  LEFTOVER: {
    summary: 'Bytes are left over after the last field of a payload.',
    reactions: ANY,
    core: FAULT,
    lbcd: FAULT,
    source: 'Core and lbcd ignore them',
  },
  BAD_FEATURE: {
    summary: 'A feature cannot be parsed, or bytes are left over after its data.',
    reactions: UNREADABLE,
    core: CLOSE,
    lbcd: MISBEHAVIOUR,
    source: 'BIP434; Core disconnects (net_processing.cpp)',
  },
  VERSION_EXPECTED: {
    summary: 'A message arrives before the version.',
    reactions: ANY,
    core: FAULT,
    lbcd: MISBEHAVIOUR,
    source: `${HANDSHAKE_ORDER} readRemoteVersionMsg`,
  },
  VERACK_EXPECTED: {
    summary: 'A message that is not part of the handshake arrives between version and verack.',
    reactions: ANY,
    core: FAULT,
    lbcd: MISBEHAVIOUR,
    source: `${HANDSHAKE_ORDER} waitToFinishNegotiation`,
  },
  DUPLICATE_VERSION: {
    summary: 'A second version arrives.',
    reactions: ANY,
    core: FAULT,
    lbcd: MISBEHAVIOUR,
    source: `${HANDSHAKE_ORDER} inHandler`,
  },
  DUPLICATE_VERACK: {
    summary: 'A second verack arrives.',
    reactions: ANY,
    core: FAULT,
    lbcd: MISBEHAVIOUR,
    source: `${HANDSHAKE_ORDER} inHandler`,
  },
  LATE_FEATURE: {
    summary: 'A wtxidrelay, sendaddrv2, feature, or (if we offered reconciliation) sendtxrcncl arrives after verack.',
    reactions: ANY,
    core: CLOSE,
    lbcd: FAULT,
    source: 'BIPs 155, 330, 339, 434: Core disconnects (net_processing.cpp)',
  },
  FEATURE_NOT_NEGOTIATED: {
    summary: 'A feature arrives although the common protocol version is below 70017.',
    reactions: ANY,
    core: CLOSE,
    lbcd: IGNORE,
    source: 'BIP434; Core disconnects (net_processing.cpp)',
  },
  BAD_RECONCILIATION: {
    summary:
      'We offered reconciliation, and a second sendtxrcncl, one with version 0, or one of a remote without relay arrives.',
    reactions: ANY,
    core: CLOSE,
    lbcd: IGNORE,
    source: 'BIP330; Core disconnects (net_processing.cpp)',
  },
  BLOOM_NOT_OFFERED: {
    summary:
      'A filterload, filteradd or filterclear arrives at protocol 70011 or above, and our services lack NODE_BLOOM.',
    reactions: ANY,
    core: CLOSE,
    lbcd: MISBEHAVIOUR,
    source: 'BIP111; Core disconnects (net_processing.cpp); lbcd, server.go enforceNodeBloomFlag',
  },
  OLD_BLOOM_NOT_OFFERED: {
    summary: 'The same below protocol 70011, where NODE_BLOOM does not exist yet.',
    reactions: ANY,
    core: CLOSE,
    lbcd: DROP,
    source: 'BIP111; Core disconnects (net_processing.cpp); lbcd, server.go enforceNodeBloomFlag',
  },
  MEMPOOL_NOT_OFFERED: {
    summary: 'A mempool arrives, and our services lack NODE_BLOOM.',
    reactions: ANY,
    core: CLOSE,
    lbcd: IGNORE,
    source: 'Core disconnects a peer without the permission (net_processing.cpp)',
  },
  EMPTY_COMPACT_BLOCK: {
    summary: 'A cmpctblock has no transaction, neither a short id nor a prefilled one.',
    reactions: ANY,
    core: MISBEHAVIOUR,
    lbcd: IGNORE,
    source: 'Core: "invalid compact block" (blockencodings.cpp PartiallyDownloadedBlock::InitData)',
  },
};
