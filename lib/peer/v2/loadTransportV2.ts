import { v2Source } from '#transportV2';

/**
 * Loads the code of transport v2. Peers load it themselves when they need it, while their connection is opened. Call it earlier so that the first
 * connection does not wait for the file, or so that peers in virtual time do not: virtual time passes before a file is loaded.
 *
 * In Node, and after `rxpeer/marbles` or `rxpeer/simulator` were used, there is nothing to load. Rejects with the error of the dynamic import; the
 * next call tries again.
 *
 * @example
 * await loadTransportV2();
 * const peer = createPeer(duplex, { network: bitcoin.regtest, transport: 'v2', scheduler: virtualTime });
 */
export async function loadTransportV2(): Promise<void> {
  await v2Source.load();
}
