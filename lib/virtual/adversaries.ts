import { concat, interval, map, merge, mergeMap, NEVER, of, take, type Observable } from 'rxjs';
import { HEADER_BYTES } from '../frame/header.js';
import { MAX_INV_ITEMS } from '../messages/inventory.js';
import { decodeMessages } from '../operators/decodeMessages.js';
import type { Adversary, AdversaryContext } from './runAdversary.js';
import {
  blockFrameHeader,
  framesOf,
  handshakeFrames,
  invFrame,
  pingFrames,
  sendRepeatedly,
  sendOnce,
  versionMessage,
  withWrongChecksum,
} from './adversaryTraffic.js';

/** When an adversary starts to misbehave. */
export interface AdversaryStart {
  /** True: performs the handshake first, and misbehaves after it. Default false: misbehaves from the first byte. */
  afterHandshake?: boolean | undefined;
}

/** How often an adversary sends. */
export interface AdversaryPace {
  /** Milliseconds between two sends. The default depends on the adversary. */
  intervalMs?: number | undefined;
}

/**
 * Misbehaving remotes for tests. Each function creates an Adversary: a function from its context to the bytes that it sends. You can write
 * your own in the same way.
 *
 * The docstring of each names the reaction of a peer with default PeerOptions: the code of the error that closes it, and after what time.
 */
export const adversaries = {
  /** Sends nothing: `NEGOTIATION_TIMEOUT` after 30 s; after the handshake `IDLE_TIMEOUT` after 300 s. */
  silent: (options: AdversaryStart = {}): Adversary => {
    return (context) => sendOnce(...handshakeIfAsked(context, options));
  },

  /**
   * Sends one byte at every interval (default every second). During the handshake: `NEGOTIATION_TIMEOUT` after 30 s. After the handshake it
   * sends the bytes of one block: `IDLE_TIMEOUT` after 300 s, because only complete messages reset the idle timer.
   */
  slowLoris: ({ afterHandshake, intervalMs = 1000 }: AdversaryStart & AdversaryPace = {}): Adversary => {
    return (context) => {
      const handshake = handshakeFrames(context);
      const tick$ = interval(intervalMs, context.scheduler);
      if (afterHandshake === true) {
        return concat(of(handshake, blockFrameHeader(context, 1_000_000)), tick$.pipe(map(() => new Uint8Array(1))));
      }
      const byte$ = tick$.pipe(
        take(handshake.length),
        map((i) => handshake.subarray(i, i + 1)),
      );
      return concat(byte$, NEVER);
    };
  },

  /** Sends 1000 random bytes at every interval (default every 100 ms): `WRONG_MAGIC` after the first four. */
  garbage: ({ intervalMs = 100, ...options }: AdversaryStart & AdversaryPace = {}): Adversary => {
    return (context) => {
      const wrongFirstByte = Uint8Array.of(~context.network.magic & 0xff);
      const garbage$ = sendRepeatedly(context, intervalMs, () => context.random(1000));
      return concat(of(...handshakeIfAsked(context, options), wrongFirstByte), garbage$);
    };
  },

  /** Sends a header that declares a payload of 2^32 - 1 bytes: `OVERSIZED_FRAME` when the header is complete. */
  oversized: (options: AdversaryStart = {}): Adversary => {
    return (context) => sendOnce(...handshakeIfAsked(context, options), blockFrameHeader(context, 0xffff_ffff));
  },

  /** Sends its version twice: `DUPLICATE_VERSION`, a fault under policy `core`; closes the peer under policy `lbcd`. */
  versionTwice: ({ afterHandshake }: AdversaryStart = {}): Adversary => {
    return (context) => {
      const version = framesOf(context, versionMessage(context));
      return sendOnce(afterHandshake === true ? handshakeFrames(context) : version, version);
    };
  },

  /** Sends back every byte that it receives: `SELF_CONNECTION` on outbound peers, `NEGOTIATION_TIMEOUT` after 30 s on inbound peers. */
  echo: (): Adversary => {
    return ({ chunk$ }) => merge(chunk$, NEVER);
  },

  /** Performs the handshake, and closes the connection in the middle of its next message: `TRUNCATED`. */
  hangsUpMidway: (): Adversary => {
    return (context) => of(handshakeFrames(context), pingFrames(context).subarray(0, HEADER_BYTES + 1));
  },

  /**
   * Sends pings with wrong checksums (default every second). Under policy `core` each is a fault `BAD_CHECKSUM`, and `IDLE_TIMEOUT` closes
   * the peer after 300 s. Under policy `lbcd`, and with `onMalformed: 'close'`, the first one closes it.
   */
  wrongChecksums: ({ intervalMs = 1000 }: AdversaryPace = {}): Adversary => {
    return (context) => {
      const wrong$ = sendRepeatedly(context, intervalMs, () => withWrongChecksum(pingFrames(context)));
      return concat(of(handshakeFrames(context)), wrong$);
    };
  },

  /**
   * Announces transactions that do not exist, by default 50,000 every second. The peer stays open, and its memory does not grow. If a
   * consumer of its invs does not keep up, the peer pauses reading and closes with `CONSUMER_STALLED` after 600 s.
   */
  invFlood: ({
    intervalMs = 1000,
    itemsPerMessage = MAX_INV_ITEMS,
  }: AdversaryPace & { itemsPerMessage?: number | undefined } = {}): Adversary => {
    return (context) => {
      const salt = context.random(16);
      let announcedCount = 0;
      const inv$ = sendRepeatedly(context, intervalMs, () => {
        const first = announcedCount;
        announcedCount += itemsPerMessage;
        return invFrame(context, itemsPerMessage, salt, first);
      });
      return concat(of(handshakeFrames(context)), inv$);
    };
  },

  /** Sends 100 pings every 100 ms by default, and reads the pongs: the peer answers each ping and stays open. */
  pingFlood: (options: FloodOptions = {}): Adversary => {
    return (context) => concat(of(handshakeFrames(context)), pingFlood$(context, options));
  },

  /**
   * The same without reading the pongs: the peer pauses reading, resumes after 10 s, and closes with `SEND_QUEUE_FULL` when 32 MiB are
   * queued.
   */
  neverReads: (options: FloodOptions = {}): Adversary => {
    return (context) => {
      context.duplex.pause();
      return concat(of(handshakeFrames(context)), pingFlood$(context, options));
    };
  },

  /** Sends a ping every minute by default, and answers none: `PONG_TIMEOUT` 20 minutes after the peer's first ping. */
  neverPongs: ({ intervalMs = 60_000 }: AdversaryPace = {}): Adversary => {
    return (context) => {
      const ping$ = sendRepeatedly(context, intervalMs, () => pingFrames(context));
      return concat(of(handshakeFrames(context)), ping$);
    };
  },

  /** Answers pings and no other request: `STALLED` 30 s after a request, 90 s after getheaders. */
  neverAnswers: (): Adversary => {
    return (context) => {
      const pong$ = context.chunk$.pipe(
        decodeMessages({ network: context.network }),
        mergeMap((message) =>
          message.command === 'ping' && message.nonce !== undefined
            ? of(framesOf(context, { command: 'pong', nonce: message.nonce }))
            : [],
        ),
      );
      return merge(pong$, sendOnce(handshakeFrames(context)));
    };
  },
};

/** Options of the adversaries that flood a peer with pings. */
export interface FloodOptions extends AdversaryPace {
  /** Pings per send. Default 100. */
  pingsAtOnce?: number | undefined;
}

function handshakeIfAsked(context: AdversaryContext, { afterHandshake }: AdversaryStart): Uint8Array[] {
  return afterHandshake === true ? [handshakeFrames(context)] : [];
}

function pingFlood$(
  context: AdversaryContext,
  { intervalMs = 100, pingsAtOnce = 100 }: FloodOptions,
): Observable<Uint8Array> {
  return sendRepeatedly(context, intervalMs, () => pingFrames(context, pingsAtOnce));
}
