import { asyncScheduler, map, Observable, observeOn, timer, type SchedulerLike, type Subscriber } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { TransportError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { requireHost, requireInteger } from '../base/optionChecks.js';
import { memoryDuplexes } from './memory.js';
import type { DialSocketOptions, ListenSocketOptions, Sockets } from './sockets.js';

/** The options of `memorySockets`. */
export interface MemorySocketsOptions {
  /**
   * The scheduler of opening connections and of delivering chunks, each in a separate task. With a VirtualTime everything happens in
   * virtual time. Default asyncScheduler.
   */
  scheduler?: SchedulerLike | undefined;
}

/** Free ports are chosen from 1024 on: those below are the system ports (RFC 6335). */
const FIRST_PORT = 1024;
const LAST_PORT = 65_535;
const FREE_PORTS = LAST_PORT - FIRST_PORT + 1;
/** The host that listeners see as the one that dials: loopback has no limit of connections per host. */
const DIALLING_HOST = '127.0.0.1';

/**
 * Sockets inside of this process or page: `dial` reaches what `listen` of the same object listens on, and nothing else. It needs no operating
 * system, so it runs in browsers.
 *
 * Bounds: 65,535 listeners per host, each stored while `listen` is subscribed; 64 KiB in transit per connection and direction, as
 * `memoryDuplexes`. `listen` errors with TransportError `LISTEN_FAILED` if the address already has a listener or no port is free. `dial`
 * errors with TransportError `CONNECT_FAILED` if the address has no listener. Both error at the call with LocalProtocolError
 * `INVALID_OPTION`.
 *
 * @example
 * const sockets = memorySockets();
 * simulateNode({ sockets }).subscribe(({ host, port }) => {
 *   connectOver(sockets.dial({ host, port }), { network: bitcoin.regtest }).subscribe(console.log);
 * });
 */
export function memorySockets({ scheduler = asyncScheduler }: MemorySocketsOptions = {}): Sockets {
  return new MemorySockets(scheduler);
}

class MemorySockets implements Sockets {
  private readonly listeners = new Map<string, Subscriber<Duplex>>();
  private dialledCount = 0;
  private chosenCount = 0;

  constructor(private readonly scheduler: SchedulerLike) {}

  dial({ host, port }: DialSocketOptions): Observable<Duplex> {
    requireHost('host', host);
    requireInteger('port', port ?? NaN, 1, LAST_PORT);
    return timer(0, this.scheduler).pipe(map(() => this.connect(formatHostPort(host, port))));
  }

  listen({ host, port, onListening }: ListenSocketOptions): Observable<Duplex> {
    requireHost('host', host);
    requireInteger('port', port ?? NaN, 0, LAST_PORT);
    return new Observable((subscriber) => {
      const boundPort = port === 0 ? this.freePort(host) : port;
      const address = formatHostPort(host, boundPort ?? 0);
      if (boundPort === undefined || this.listeners.has(address)) {
        subscriber.error(new TransportError('LISTEN_FAILED', `cannot listen on ${address}: EADDRINUSE`));
        return undefined;
      }
      this.listeners.set(address, subscriber);
      const announcement = this.scheduler.schedule(() => onListening({ host, port: boundPort }));
      return () => {
        announcement.unsubscribe();
        this.listeners.delete(address);
      };
    });
  }

  private connect(address: string): Duplex {
    const listener = this.listeners.get(address);
    if (listener === undefined) {
      throw new TransportError('CONNECT_FAILED', `no connection to ${address}: ECONNREFUSED`);
    }
    const { inbound, outbound } = memoryDuplexes({
      addresses: { inbound: address, outbound: formatHostPort(DIALLING_HOST, this.nextDiallingPort()) },
      carry: () => observeOn(this.scheduler),
      scheduler: this.scheduler,
    });
    listener.next(inbound);
    return outbound;
  }

  private nextDiallingPort(): number {
    return FIRST_PORT + (this.dialledCount++ % FREE_PORTS);
  }

  /**
   * A port that was freed is chosen again only after all others, so that a client that remembers an old listener does not reach another
   * one.
   */
  private freePort(host: string): number | undefined {
    for (let tries = 0; tries < FREE_PORTS; tries++) {
      const port = FIRST_PORT + (this.chosenCount++ % FREE_PORTS);
      if (!this.listeners.has(formatHostPort(host, port))) return port;
    }
    return undefined;
  }
}
