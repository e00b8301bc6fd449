import dns, { type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { map, Observable, of } from 'rxjs';

/** Addresses of one name that are tried; the others are not. */
export const MAX_ADDRESSES_TRIED = 16;

/**
 * The addresses of a host as the system resolves it, in the order in which they are to be tried: IPv6 and IPv4 by turns, beginning with
 * the system's first (RFC 8305, section 4). An address is its own. Errors with the system's error, such as ENOTFOUND.
 */
export function addressesOf(host: string): Observable<string[]> {
  return isIP(host) !== 0 ? of([host]) : lookup(host).pipe(map(byTurns));
}

function lookup(host: string): Observable<LookupAddress[]> {
  return new Observable((subscriber) => {
    dns.lookup(host, { all: true }, (error, addresses) => {
      if (error !== null) subscriber.error(error);
      else {
        subscriber.next(addresses);
        subscriber.complete();
      }
    });
  });
}

function byTurns(found: readonly LookupAddress[]): string[] {
  const first = found.filter(({ family }) => family === found[0]?.family);
  const second = found.filter(({ family }) => family !== found[0]?.family);
  const addresses: string[] = [];
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    for (const one of [first[i], second[i]]) if (one !== undefined) addresses.push(one.address);
  }
  return addresses.slice(0, MAX_ADDRESSES_TRIED);
}
