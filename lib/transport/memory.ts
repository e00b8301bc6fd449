import { asyncScheduler, identity, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { MemoryPipe } from './memoryPipe.js';

export interface MemoryDuplexesOptions {
  /** What the two ends call each other. Default `memory:outbound`, `memory:inbound`. */
  addresses?: { outbound: string; inbound: string } | undefined;
  /** How many bytes an end that does not read takes; what is beyond waits on the side that writes. Default 64 KiB. */
  highWaterMarkBytes?: number | undefined;
  /**
   * What lies between the ends: chunks in, chunks out, later or otherwise cut, in order and none of their bytes lost. It is applied once
   * to what each end writes; when it completes the remote's side has ended, when it errors the connection is lost for who reads.
   * Default: what is written is read in the same turn.
   */
  carry?: ((writer: 'outbound' | 'inbound') => MonoTypeOperatorFunction<Uint8Array>) | undefined;
  /** The time of `close({ flushTimeoutMs })`. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** Two ends of one connection in memory: what is written to one is read from the other. */
export interface MemoryDuplexes {
  readonly outbound: Duplex;
  readonly inbound: Duplex;
}

/**
 * Joins two peers without a socket: for tests, simulations, and protocols inside of one process.
 *
 *     memoryDuplexes({ carry: () => delay(50) })     a connection with a latency of 50 ms each way
 */
export function memoryDuplexes({
  addresses = { outbound: 'memory:outbound', inbound: 'memory:inbound' },
  highWaterMarkBytes: windowBytes = 64 * 1024,
  carry = () => identity,
  scheduler = asyncScheduler,
}: MemoryDuplexesOptions = {}): MemoryDuplexes {
  const there = new MemoryPipe({ windowBytes, scheduler, carry: carry('outbound') });
  const back = new MemoryPipe({ windowBytes, scheduler, carry: carry('inbound') });
  there.opposite = back;
  back.opposite = there;
  return {
    outbound: new MemoryDuplex('outbound', addresses.inbound, there, back),
    inbound: new MemoryDuplex('inbound', addresses.outbound, back, there),
  };
}

class MemoryDuplex implements Duplex {
  readonly chunk$;
  readonly drain$;
  private isClosed = false;

  constructor(
    readonly direction: 'inbound' | 'outbound',
    readonly address: string,
    private readonly outgoing: MemoryPipe,
    private readonly incoming: MemoryPipe,
  ) {
    this.chunk$ = incoming.chunk$;
    this.drain$ = outgoing.drain$;
  }

  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean {
    return this.outgoing.write(chunk, done);
  }

  pause(): void {
    this.incoming.setPaused(true);
  }

  resume(): void {
    this.incoming.setPaused(false);
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number } = {}): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.outgoing.end(flushTimeoutMs);
    this.incoming.leave();
  }
}
