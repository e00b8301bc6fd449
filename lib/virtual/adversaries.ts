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

/** When an adversary begins to be one. */
export interface AdversaryStart {
  /** Makes the handshake first, as anybody does. Default false. */
  afterHandshake?: boolean | undefined;
}

/** How fast it is. */
export interface AdversaryPace {
  /** Between two things that it says. */
  intervalMs?: number | undefined;
}

/**
 * Remotes that mean ill: each makes a plain function from its context to the bytes that it says, as you can write one of your own.
 *
 * What a peer does against each stands with it: the code of the error that ends the peer, and when, by the defaults of PeerOptions.
 */
export const adversaries = {
  /** Says nothing: `NEGOTIATION_TIMEOUT` after 30 s; after the handshake `IDLE_TIMEOUT` after 300 s. */
  silent: (options: AdversaryStart = {}): Adversary => {
    return (context) => sendOnce(...handshakeIfAsked(context, options));
  },

  /**
   * Says a byte now and then (default every second), first those of its handshake: `NEGOTIATION_TIMEOUT` after 30 s; after the handshake
   * those of a block: `IDLE_TIMEOUT` after 300 s, since a message that is not whole is no sign of life.
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

  /** Says 1000 random bytes now and then (default every 100 ms): `WRONG_MAGIC` at the first four. */
  garbage: ({ intervalMs = 100, ...options }: AdversaryStart & AdversaryPace = {}): Adversary => {
    return (context) => {
      const isNoMagic = Uint8Array.of(~context.network.magic & 0xff);
      const garbage$ = sendRepeatedly(context, intervalMs, () => context.random(1000));
      return concat(of(...handshakeIfAsked(context, options), isNoMagic), garbage$);
    };
  },

  /** Says that a message of four thousand million bytes comes: `OVERSIZED_FRAME` at its header. */
  oversized: (options: AdversaryStart = {}): Adversary => {
    return (context) => sendOnce(...handshakeIfAsked(context, options), blockFrameHeader(context, 0xffff_ffff));
  },

  /** Sends its version twice: `DUPLICATE_VERSION`, a fault by the policy of Bitcoin Core, the end by that of lbcd. */
  versionTwice: ({ afterHandshake }: AdversaryStart = {}): Adversary => {
    return (context) => {
      const version = framesOf(context, versionMessage(context));
      return sendOnce(afterHandshake === true ? handshakeFrames(context) : version, version);
    };
  },

  /** Says what it is told: `SELF_CONNECTION` for who dials it, `NEGOTIATION_TIMEOUT` after 30 s for whom it dials. */
  echo: (): Adversary => {
    return ({ chunk$ }) => merge(chunk$, NEVER);
  },

  /** Makes the handshake, and hangs up within its first message: `TRUNCATED`. */
  hangsUpMidway: (): Adversary => {
    return (context) => of(handshakeFrames(context), pingFrames(context).subarray(0, HEADER_BYTES + 1));
  },

  /**
   * Sends pings with wrong checksums (default every second). By the policy of Bitcoin Core each is a fault `BAD_CHECKSUM`, and `IDLE_TIMEOUT`
   * ends the peer after 300 s; by that of lbcd, and with `onMalformed: 'close'`, the first one ends it.
   */
  wrongChecksums: ({ intervalMs = 1000 }: AdversaryPace = {}): Adversary => {
    return (context) => {
      const wrong$ = sendRepeatedly(context, intervalMs, () => withWrongChecksum(pingFrames(context)));
      return concat(of(handshakeFrames(context)), wrong$);
    };
  },

  /**
   * Announces transactions that nobody has, by default 50,000 every second. A peer goes on, with no more memory than before; one whose
   * consumers of invs do not keep up stops reading, and ends with `CONSUMER_STALLED` after 600 s.
   */
  invFlood: ({
    intervalMs = 1000,
    itemsPerMessage = MAX_INV_ITEMS,
  }: AdversaryPace & { itemsPerMessage?: number | undefined } = {}): Adversary => {
    return (context) => {
      const salt = context.random(16);
      let count = 0;
      const inv$ = sendRepeatedly(context, intervalMs, () => {
        const first = count;
        count += itemsPerMessage;
        return invFrame(context, itemsPerMessage, salt, first);
      });
      return concat(of(handshakeFrames(context)), inv$);
    };
  },

  /** Pings all the time, by default 100 times every 100 ms, and reads the answers: a peer answers each, and goes on. */
  pingFlood: (options: FloodOptions = {}): Adversary => {
    return (context) => concat(of(handshakeFrames(context)), pings(context, options));
  },

  /** The same, and reads nothing: the peer stops reading, goes on after 10 s, and ends with `SEND_QUEUE_FULL` at 32 MiB. */
  neverReads: (options: FloodOptions = {}): Adversary => {
    return (context) => {
      context.duplex.pause();
      return concat(of(handshakeFrames(context)), pings(context, options));
    };
  },

  /** Speaks (default every minute), and answers no ping: `PONG_TIMEOUT` 20 minutes after the peer's first one. */
  neverPongs: ({ intervalMs = 60_000 }: AdversaryPace = {}): Adversary => {
    return (context) => {
      const ping$ = sendRepeatedly(context, intervalMs, () => pingFrames(context));
      return concat(of(handshakeFrames(context)), ping$);
    };
  },

  /** Answers pings, and nothing else: `STALLED` 30 s after a question, 90 s after getheaders. */
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

export interface FloodOptions extends AdversaryPace {
  /** Default 100. */
  pingsAtOnce?: number | undefined;
}

function handshakeIfAsked(context: AdversaryContext, { afterHandshake }: AdversaryStart): Uint8Array[] {
  return afterHandshake === true ? [handshakeFrames(context)] : [];
}

function pings(
  context: AdversaryContext,
  { intervalMs = 100, pingsAtOnce = 100 }: FloodOptions,
): Observable<Uint8Array> {
  return sendRepeatedly(context, intervalMs, () => pingFrames(context, pingsAtOnce));
}
