import { Resolver } from 'node:dns';
import { Observable } from 'rxjs';

/** Of one question to one server. */
const TIMEOUT_MS = 5000;

/**
 * The IPv4 and IPv6 addresses of a name, by the system's name servers; emits them once, and completes. Unsubscribing gives it up.
 *
 * Errors with the system's error when neither kind can be had.
 */
export function resolveByDns(name: string, servers?: readonly string[]): Observable<readonly string[]> {
  // Not from promises: unsubscribing cancels, so that no socket outlives the pool.
  return new Observable((subscriber) => {
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const found: string[] = [];
    let failures = 0;
    let open = 2;
    const answered = (error: NodeJS.ErrnoException | null, addresses: string[] = []): void => {
      found.push(...addresses);
      if (error !== null) failures += 1;
      open -= 1;
      if (open > 0 || subscriber.closed) return;
      if (failures === 2) {
        subscriber.error(error);
        return;
      }
      subscriber.next(found);
      subscriber.complete();
    };
    resolver.resolve4(name, answered);
    resolver.resolve6(name, answered);
    return () => resolver.cancel();
  });
}
