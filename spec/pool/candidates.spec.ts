import { describe, expect, it } from '@jest/globals';
import { AddressBook } from '../../lib/pool/addressBook.js';
import { chooseCandidate, type CandidateRules } from '../../lib/pool/candidates.js';
import { peerAddressOf } from '../../lib/pool/peerAddress.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';

const { bytes: random } = createSeededRandom(1, 'candidates');

/** An address book with these fixed, tried and fresh addresses. */
function bookOf(fixed: string[], tried: string[], fresh: string[]): AddressBook {
  const book = new AddressBook({ capacity: 100, random });
  for (const text of fixed) book.addFixed(peerAddressOf(text, 1)!);
  for (const text of [...tried, ...fresh]) {
    book.addDiscovered({ address: peerAddressOf(text, 1)!, services: 0n, lastSeenMs: 0 }, text);
  }
  for (const text of tried) book.markConnected(`${text}:1`, 0n, 1);
  return book;
}

/** The hosts in the order in which they are chosen, until none is left. */
function orderOf(
  book: AddressBook,
  rules: Partial<CandidateRules> = {},
): { hosts: string[]; nextMs: number | undefined } {
  const hosts: string[] = [];
  const groups = new Set<string>();
  for (;;) {
    const choice = chooseCandidate(book, {
      nowMs: 1000,
      random,
      isExcluded: ({ address }) => hosts.includes(address.host),
      notBeforeMs: ({ notBeforeMs }) => notBeforeMs,
      isInUsedGroup: ({ address }) => groups.has(address.group),
      ...rules,
    });
    if (!('entry' in choice)) return { hosts, nextMs: choice.nextMs };
    hosts.push(choice.entry.address.host);
    groups.add(choice.entry.address.group);
  }
}

describe('chooseCandidate', () => {
  it('chooses fixed before tried, and tried before fresh addresses', () => {
    const book = bookOf(['1.1.0.1'], ['1.2.0.1'], ['1.3.0.1']);
    expect(orderOf(book).hosts).toEqual(['1.1.0.1', '1.2.0.1', '1.3.0.1']);
  });

  it('chooses addresses in groups without a connection first', () => {
    const book = bookOf(['1.1.0.1', '1.1.0.2'], ['1.1.0.3', '1.2.0.1'], ['1.2.0.2', '1.3.0.1']);
    const { hosts } = orderOf(book);
    expect(hosts.slice(1, 3)).toEqual(['1.2.0.1', '1.3.0.1']);
    expect(hosts.slice(3).map((host) => host.slice(0, 3))).toEqual(['1.1', '1.1', '1.2']);
    expect(hosts.at(-2)).toBe('1.1.0.3');
  });

  it('chooses no address before its time, and returns the earliest time', () => {
    const book = bookOf(['1.1.0.1'], ['1.2.0.1'], ['1.3.0.1']);
    book.find('1.1.0.1:1')!.notBeforeMs = 3000;
    book.find('1.2.0.1:1')!.notBeforeMs = 2000;
    expect(orderOf(book)).toEqual({ hosts: ['1.3.0.1'], nextMs: 2000 });
  });

  it('returns no time for an empty book', () => {
    expect(orderOf(bookOf([], [], []))).toEqual({ hosts: [], nextMs: undefined });
    expect(orderOf(bookOf(['1.1.0.1'], [], []), { isExcluded: () => true })).toEqual({ hosts: [], nextMs: undefined });
  });

  it('chooses randomly among equal addresses', () => {
    const fresh = ['1.1.0.1', '1.2.0.1', '1.3.0.1', '1.4.0.1'];
    const firsts = Array.from({ length: 100 }, () => orderOf(bookOf([], [], fresh)).hosts[0]);
    expect([...new Set(firsts)].sort()).toEqual(fresh);
  });
});
