import { finalize, pipe, Subject, type Subscription } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { TransportError } from '../base/errors.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { memoryDuplexes } from '../transport/memory.js';
import { transmitSegments, type TransmissionOptions } from './transmitSegments.js';

/** Who is told that a connection was cut; who is not hears nothing any more. */
export type HeardBy = 'both' | 'outbound' | 'inbound' | 'nobody';

export interface LinkOptions extends Omit<TransmissionOptions, 'cut$' | 'prng'> {
  /** What the two ends call each other. */
  addresses: { outbound: string; inbound: string };
  windowBytes: number;
  /** How long it lasts if nobody ends it before. */
  lifetimeMs: number;
  seed: number;
  /** The stream of chance that is its own. */
  stream: string;
  /** Told once, when nothing more can come by it. */
  onClosed: () => void;
}

/** One connection of a virtual network. */
export class Link {
  readonly outbound: Duplex;
  readonly inbound: Duplex;
  private readonly life: Subscription;
  /** What each end is told of the cut. */
  private readonly outboundCut$ = new Subject<TransportError | undefined>();
  private readonly inboundCut$ = new Subject<TransportError | undefined>();
  private openLanes = 2;

  constructor(private readonly options: LinkOptions) {
    const { addresses, lifetimeMs, scheduler, seed, stream, windowBytes } = options;
    const duplexes = memoryDuplexes({
      addresses,
      highWaterMarkBytes: windowBytes,
      scheduler,
      carry: (writer) => {
        const cut$ = writer === 'outbound' ? this.inboundCut$ : this.outboundCut$;
        const prng = createSeededRandom(seed, `${stream} ${writer}`);
        return pipe(
          transmitSegments({ ...options, cut$, prng }),
          finalize(() => this.laneIsOver()),
        );
      },
    });
    this.outbound = duplexes.outbound;
    this.inbound = duplexes.inbound;
    this.life = scheduler.schedule(() => this.cut('both'), lifetimeMs);
    this.life.add(options.onClosed);
  }

  /** What is under way is lost. */
  cut(heardBy: HeardBy): void {
    if (this.life.closed) return;
    this.life.unsubscribe();
    const { inbound, outbound } = this;
    this.outboundCut$.next(heardBy === 'both' || heardBy === 'outbound' ? lost(outbound) : undefined);
    this.inboundCut$.next(heardBy === 'both' || heardBy === 'inbound' ? lost(inbound) : undefined);
  }

  isOf(address: string): boolean {
    const { inbound, outbound } = this.options.addresses;
    return address === inbound || address === outbound;
  }

  private laneIsOver(): void {
    this.openLanes -= 1;
    if (this.openLanes === 0) this.life.unsubscribe();
  }
}

function lost({ address }: Duplex): TransportError {
  return new TransportError('CONNECTION_LOST', `connection to ${address} lost: cut`);
}
