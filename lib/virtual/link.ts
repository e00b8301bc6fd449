import { finalize, pipe, Subject, type Subscription } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { TransportError } from '../base/errors.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { memoryDuplexes } from '../transport/memory.js';
import { transmitSegments, type TransmissionOptions } from './transmitSegments.js';

/** The ends of a cut connection that receive an error. The other ends receive nothing any more, neither bytes nor an end. */
export type HeardBy = 'both' | 'outbound' | 'inbound' | 'neither';

/** Options of a Link. */
export interface LinkOptions extends Omit<TransmissionOptions, 'cut$' | 'prng'> {
  /** `outbound`: the address of the dialling end, as the inbound end sees it; `inbound`: that of the listener. */
  addresses: { outbound: string; inbound: string };
  /** Bytes in flight and unread, per direction, from which on `write` returns false. */
  windowBytes: number;
  /** The connection is cut after this time if it is still open. */
  lifetimeMs: number;
  seed: number;
  /** Name of the connection's sequence of random numbers. */
  randomStream: string;
  /** Called once, when neither direction can deliver anything any more. */
  onClosed: () => void;
}

/** One connection of a virtual network: two in-memory duplexes with a simulated transmission in each direction. */
export class Link {
  readonly outbound: Duplex;
  readonly inbound: Duplex;
  private readonly lifetime: Subscription;
  /** Emit once, at the cut: the error for this end, or undefined if it receives none. */
  private readonly outboundCut$ = new Subject<TransportError | undefined>();
  private readonly inboundCut$ = new Subject<TransportError | undefined>();
  private openDirections = 2;

  constructor(private readonly options: LinkOptions) {
    const { addresses, lifetimeMs, scheduler, seed, randomStream, windowBytes } = options;
    const duplexes = memoryDuplexes({
      addresses,
      highWaterMarkBytes: windowBytes,
      scheduler,
      carry: (writer) => {
        const cut$ = writer === 'outbound' ? this.inboundCut$ : this.outboundCut$;
        const prng = createSeededRandom(seed, `${randomStream} ${writer}`);
        return pipe(
          transmitSegments({ ...options, cut$, prng }),
          finalize(() => this.directionClosed()),
        );
      },
    });
    this.outbound = duplexes.outbound;
    this.inbound = duplexes.inbound;
    this.lifetime = scheduler.schedule(() => this.cut('both'), lifetimeMs);
    this.lifetime.add(options.onClosed);
  }

  /** Cuts the connection; bytes in flight are lost. */
  cut(heardBy: HeardBy): void {
    if (this.lifetime.closed) return;
    this.lifetime.unsubscribe();
    const { inbound, outbound } = this;
    this.outboundCut$.next(heardBy === 'both' || heardBy === 'outbound' ? connectionLost(outbound) : undefined);
    this.inboundCut$.next(heardBy === 'both' || heardBy === 'inbound' ? connectionLost(inbound) : undefined);
  }

  hasEnd(address: string): boolean {
    const { inbound, outbound } = this.options.addresses;
    return address === inbound || address === outbound;
  }

  private directionClosed(): void {
    this.openDirections -= 1;
    if (this.openDirections === 0) this.lifetime.unsubscribe();
  }
}

function connectionLost({ address }: Duplex): TransportError {
  return new TransportError('CONNECTION_LOST', `connection to ${address} lost: cut`);
}
