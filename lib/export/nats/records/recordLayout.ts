import type { Exchange, Question } from '../../../protocol/exchanges/exchange.js';

/**
 * The binary layout of a record list, the payload of a message on NATS. Integers are little-endian, texts UTF-8.
 *
 *     offset  bytes  field
 *          0      1  version of the layout: 1
 *          1      1  flags: 1 of a peer (else of the monitor itself), 2 inbound, 4 the peer is ready, 8 chunk
 *          2      8  instance: a random number that each start of a publisher draws
 *         10      8  sequence: the number of records that this instance created before the first of this list, as a double
 *         18      8  base time: milliseconds since 1970, as a double
 *
 * With the flag "of a peer" follow:
 *
 *          0      4  id of the peer
 *          4      1  transport: 1, 2, or 0 while it is not known
 *          5      4  protocol version, 0 while it is not negotiated
 *          9      1  bytes of the address
 *         10         address, `host:port`
 *
 * Then records until the end, each with its kind (1 byte) and its time (4 bytes: microseconds after the base time).
 *
 * A message (kind RECEIVED, SENT or REFUSED, plus WITHOUT_PAYLOAD):
 *
 *          0      1  command: its index in the list of commands of this record list
 *                    if the index is the number of commands so far: 1 byte, the length of the command, and the command, which gets this index
 *                 2  bytes of the frame without its payload
 *                 4  bytes of the payload
 *                    payload, absent with WITHOUT_PAYLOAD
 *
 * A question with its outcome (kind EXCHANGE), as `Exchange`:
 *
 *          0      1  flags: 1 the remote asked, 2 has an item, 4 has the time of the announcement, 8 has the duration
 *          1      1  question: its index in QUESTIONS
 *          2      1  outcome: its index in OUTCOMES
 *          3      8  when it was asked: milliseconds since 1970, as a double
 *         11      8  with flag 8: the duration in milliseconds, as a double
 *                 8  with flag 4: when its cmpctblock came: milliseconds since 1970, as a double
 *                 4  with flag 2: the type of the item; its hash is the key
 *                 1  bytes of the key
 *                    key
 *
 * An event (kind EVENT):
 *
 *          0      4  bytes of the text
 *          4         the event as JSON
 *
 * A list that is larger than the server's `max_payload` is sent in chunks on the same subject, one after the other. A chunk has the flag "chunk",
 * the fields up to the base time, the number of the chunk (2 bytes), the number of chunks (2 bytes), and its part of the bytes of the list.
 */
export const LAYOUT_VERSION = 1;

export const FLAG_PEER = 1;
export const FLAG_INBOUND = 2;
export const FLAG_READY = 4;
export const FLAG_CHUNK = 8;

/** Bytes up to the base time, and the numbers of a chunk. */
export const LIST_HEADER_BYTES = 26;
export const CHUNK_HEADER_BYTES = LIST_HEADER_BYTES + 4;
/** Bytes of the peer's fields without the address. */
export const PEER_HEADER_BYTES = 10;
export const MAX_ADDRESS_BYTES = 255;

/** A message of the remote that its peer delivered. */
export const RECEIVED = 1;
/** A message that was sent to the remote. */
export const SENT = 2;
/** A message of the remote that cannot be decoded, or that the policy dropped. */
export const REFUSED = 3;
/** Added to the kind of a message whose payload is not in the record. */
export const WITHOUT_PAYLOAD = 0x10;
export const EVENT = 4;
export const EXCHANGE = 5;

export const ASKED_BY_REMOTE = 1;
export const HAS_ITEM = 2;
export const HAS_ANNOUNCEMENT = 4;
export const HAS_DURATION = 8;
/** The longest key of an exchange: a hash is 64 characters, a nonce 20. */
export const MAX_KEY_BYTES = 255;

/** Append only: the index is on the wire. */
export const QUESTIONS: readonly Question[] = [
  'ping',
  'getdata',
  'getheaders',
  'getblocks',
  'mempool',
  'getaddr',
  'getblocktxn',
  'getcfilters',
  'getcfheaders',
  'getcfcheckpt',
];
/** Append only: the index is on the wire. */
export const OUTCOMES: readonly Exchange['outcome'][] = ['answered', 'notFound', 'late', 'unanswered'];

/** Bytes of a record before the fields of its kind. */
export const RECORD_HEADER_BYTES = 5;
/** Bytes of the fields of a message after its command. */
export const MESSAGE_FIELD_BYTES = 6;
/** The greatest time in a record, in microseconds. */
export const MAX_OFFSET_MICROS = 0xffff_ffff;
/** Commands of one list: a remote can send any text as a command, in 12 bytes. */
export const MAX_COMMANDS = 255;
