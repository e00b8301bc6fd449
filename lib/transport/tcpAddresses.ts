import dns, { type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { map, Observable, of } from 'rxjs';

/** The maximum number of addresses of one name that are dialled; further ones are ignored. */
export const MAX_ADDRESSES_TRIED = 16;

/**
 * Resolves a host by the operating system and emits its addresses once, in the order to dial them: IPv6 and IPv4 alternate, starting with the
 * family of the system's first address (RFC 8305, section 4). An address is emitted as it is. At most MAX_ADDRESSES_TRIED.
 *
 * Errors with the system's error, such as ENOTFOUND.
 */
export function addressesOf(host: string): Observable<string[]> {
  return isIP(host) !== 0 ? of([host]) : lookup(host).pipe(map(alternateFamilies));
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

function alternateFamilies(found: readonly LookupAddress[]): string[] {
  const first = found.filter(({ family }) => family === found[0]?.family);
  const second = found.filter(({ family }) => family !== found[0]?.family);
  const addresses: string[] = [];
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    for (const entry of [first[i], second[i]]) if (entry !== undefined) addresses.push(entry.address);
  }
  return addresses.slice(0, MAX_ADDRESSES_TRIED);
}
