import { Subscription } from 'rxjs';
import { NatsError } from '../natsError.js';
import type { NatsClient } from '../natsConnection.js';
import { claimSubject } from '../recordSubject.js';

/** The time in which a publisher with the same name has to answer. */
export const CLAIM_WAIT_MS = 500;

/** One publisher that wants a name. */
interface Claim {
  readonly instance: string;
  readonly isEstablished: boolean;
  readonly startedAtMs: number;
}

export interface MonitorClaimOptions {
  readonly connection: Pick<NatsClient, 'publish' | 'subscribe'>;
  readonly network: string;
  readonly monitor: string;
  readonly instance: string;
  readonly startedAtMs: number;
  /** Another publisher has the name. */
  readonly onTaken: (error: NatsError) => void;
}

/**
 * Makes the name of a monitor unique on a server, without a coordinator.
 *
 * States: claiming, established. A publisher publishes its claim, and again after each reconnection. Every other publisher with the name compares
 * the claim with its own: an established publisher wins against a claiming one. Of two publishers in the same state the earlier one wins;
 * if both started in the same millisecond, the one with the smaller instance wins. The winner repeats its own claim, and the other
 * publisher ends with NatsError `MONITOR_NAME_TAKEN`. A publisher that receives no claim for CLAIM_WAIT_MS is established.
 */
export class MonitorClaim {
  private isEstablished = false;
  private readonly subject: string;
  private readonly subscription = new Subscription();

  constructor(private readonly options: MonitorClaimOptions) {
    const { connection, monitor, network } = options;
    this.subject = claimSubject(network, monitor);
    const claims = connection.subscribe(this.subject, {
      callback: (error, { data }) => {
        if (error === null) this.compare(data);
      },
    });
    this.subscription.add(() => claims.unsubscribe());
  }

  /** Publishes the claim. */
  publish(): void {
    const { connection, instance, startedAtMs } = this.options;
    const claim: Claim = { instance, isEstablished: this.isEstablished, startedAtMs };
    try {
      connection.publish(this.subject, JSON.stringify(claim));
    } catch {
      // The connection is draining or closed, which publishTo reports.
    }
  }

  /** No other publisher has objected in time. */
  establish(): void {
    this.isEstablished = true;
  }

  close(): void {
    this.subscription.unsubscribe();
  }

  private compare(bytes: Uint8Array): void {
    const other = parseClaim(bytes);
    const { instance, monitor, network, onTaken } = this.options;
    // Our own claim comes back, too.
    if (other === undefined || other.instance === instance) return;
    if (this.wins(other)) {
      this.publish();
      return;
    }
    const fact = `another process publishes ${network} as the monitor "${monitor}" to this server`;
    onTaken(new NatsError('MONITOR_NAME_TAKEN', `${fact}: give each monitor a name of its own`));
  }

  private wins(other: Claim): boolean {
    const { instance, startedAtMs } = this.options;
    if (this.isEstablished !== other.isEstablished) return this.isEstablished;
    return startedAtMs === other.startedAtMs ? instance < other.instance : startedAtMs < other.startedAtMs;
  }
}

/** Undefined for anything that is not a claim: its sender is not a publisher of this library. */
function parseClaim(bytes: Uint8Array): Claim | undefined {
  try {
    const { instance, isEstablished, startedAtMs } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Claim>;
    if (typeof instance !== 'string' || typeof isEstablished !== 'boolean' || typeof startedAtMs !== 'number')
      return undefined;
    return { instance, isEstablished, startedAtMs };
  } catch {
    return undefined;
  }
}
