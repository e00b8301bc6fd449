import { ignoreElements, retry, timer, type Observable } from 'rxjs';
import { connectOver } from '../connect/connectOver.js';
import { remoteOptions, type RemoteOptions } from './remoteOptions.js';

/** Delay before a visitor dials again after a lost connection. */
const REDIAL_MS = 5000;

/**
 * Simulates a node of the simulated network that dials this address, behaves as its profile describes, and dials again after a lost
 * connection.
 */
export function simulateVisitor(options: RemoteOptions, address: { host: string; port: number }): Observable<never> {
  const { scheduler, sockets } = options;
  return connectOver(sockets.dial({ ...address, scheduler }), remoteOptions(options)).pipe(
    retry({ delay: () => timer(REDIAL_MS, scheduler) }),
    ignoreElements(),
  );
}
