import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { config } from 'rxjs';
import { nextTurn } from '../../helpers/nextTurn.js';
import { readyRemote } from '../../helpers/rawRemote.js';

/* eslint-disable @typescript-eslint/no-deprecated -- an application that still uses it must not lose the peer */
afterEach(() => {
  config.onUnhandledError = null;
  config.useDeprecatedSynchronousErrorHandling = false;
});

describe('a subscriber that throws', () => {
  it('affects neither other subscribers nor the peer, and RxJS reports the error', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const { peer, sendToPeer, reasons } = readyRemote();
    const seen: unknown[] = [];
    const oops = new Error('oops');
    peer.on('ping').subscribe(() => {
      throw oops;
    });
    peer.on('ping').subscribe(({ nonce }) => seen.push(nonce));
    peer.messages$.subscribe(({ command }) => seen.push(command));
    sendToPeer({ command: 'ping', nonce: 1n }, { command: 'ping', nonce: 2n });
    await nextTurn();
    expect(seen).toEqual([1n, 'ping', 2n, 'ping']);
    expect(reported).toEqual([oops, oops]);
    expect(reasons).toEqual([]);
  });

  it('ends neither the peer nor other streams with the deprecated synchronous error handling', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    config.useDeprecatedSynchronousErrorHandling = true;
    const { peer, sendToPeer, reasons } = readyRemote();
    const seen: string[] = [];
    peer.on('ping').subscribe(() => {
      throw new Error('oops');
    });
    peer.messages$.subscribe(({ command }) => seen.push(command));
    sendToPeer({ command: 'ping', nonce: 1n }, { command: 'getaddr' });
    expect(seen).toEqual(['ping', 'getaddr']);
    expect(reasons).toEqual([]);
    warn.mockRestore();
  });
});
