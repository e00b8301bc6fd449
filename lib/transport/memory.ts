import { asyncScheduler, identity, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { MemoryPipe } from './memoryPipe.js';

/** The options of `memoryDuplexes`. */
export interface MemoryDuplexesOptions {
  /** The addresses of the two ends: `inbound.address` is that of the outbound end. Default `memory:outbound` and `memory:inbound`. */
  addresses?: { outbound: string; inbound: string } | undefined;
  /**
   * The number of bytes per direction that are in transit or not read yet. Further chunks wait at the writer: `write` returns false, and `done`
   * is called later. One chunk of any size is always accepted. Default 64 KiB.
   */
  highWaterMarkBytes?: number | undefined;
  /**
   * The operator through which the chunks of each direction pass, called once per direction with the end that writes. It may delay, split and
   * join chunks, but keeps the bytes in order and loses none. If it completes, the remote has ended its side; if it errors, the connection of
   * the reader is lost. Default: `identity`, chunks are read in the turn in which they are written.
   */
  carry?: ((writer: 'outbound' | 'inbound') => MonoTypeOperatorFunction<Uint8Array>) | undefined;
  /** The scheduler of the timer of `close({ flushTimeoutMs })`. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** The two ends of one connection in memory: the bytes that are written to one are read from the other. */
export interface MemoryDuplexes {
  /** The end that opened the connection. */
  readonly outbound: Duplex;
  /** The end that accepted the connection. */
  readonly inbound: Duplex;
}

/**
 * Creates two connected duplexes without a socket: for tests, simulations, and protocols inside of one process.
 *
 *     memoryDuplexes({ carry: () => delay(50) })     a connection with a latency of 50 ms in each direction
 */
export function memoryDuplexes({
  addresses = { outbound: 'memory:outbound', inbound: 'memory:inbound' },
  highWaterMarkBytes = 64 * 1024,
  carry = () => identity,
  scheduler = asyncScheduler,
}: MemoryDuplexesOptions = {}): MemoryDuplexes {
  const toInbound = new MemoryPipe({ highWaterMarkBytes, scheduler, carry: carry('outbound') });
  const toOutbound = new MemoryPipe({ highWaterMarkBytes, scheduler, carry: carry('inbound') });
  toInbound.opposite = toOutbound;
  toOutbound.opposite = toInbound;
  return {
    outbound: new MemoryDuplex('outbound', addresses.inbound, toInbound, toOutbound),
    inbound: new MemoryDuplex('inbound', addresses.outbound, toOutbound, toInbound),
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
    this.incoming.stopReading();
  }
}
