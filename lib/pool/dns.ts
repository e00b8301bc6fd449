import { Resolver } from 'node:dns';
import { Observable } from 'rxjs';

/** The timeout of one query to one name server. */
const TIMEOUT_MS = 5000;

/**
 * Resolves the IPv4 and IPv6 addresses (A and AAAA records) of a name by the system's name servers, emits them once, and completes.
 * Unsubscribing cancels the queries.
 *
 * Errors with the system's error if both queries fail.
 *
 * @param servers the name servers to use instead of the system's
 */
export function resolveByDns(name: string, servers?: readonly string[]): Observable<readonly string[]> {
  // Not by promises: unsubscribing must cancel, so that no socket outlives the pool.
  return new Observable((subscriber) => {
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const found: string[] = [];
    let failures = 0;
    let openQueries = 2;
    const onAnswer = (error: NodeJS.ErrnoException | null, addresses: string[] = []): void => {
      found.push(...addresses);
      if (error !== null) failures += 1;
      openQueries -= 1;
      if (openQueries > 0 || subscriber.closed) return;
      if (failures === 2) {
        subscriber.error(error);
        return;
      }
      subscriber.next(found);
      subscriber.complete();
    };
    resolver.resolve4(name, onAnswer);
    resolver.resolve6(name, onAnswer);
    return () => resolver.cancel();
  });
}
