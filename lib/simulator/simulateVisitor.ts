import { ignoreElements, retry, timer, type Observable } from 'rxjs';
import { connect } from '../connect/connect.js';
import { remoteOptions, type RemoteOptions } from './remoteOptions.js';

/** Until a visitor comes again that was sent away. */
const RETURN_MS = 5000;

/** A node of the simulated network that comes to us: dials this place, behaves as its character, and comes again when it has to leave. */
export function simulateVisitor(options: RemoteOptions, place: { host: string; port: number }): Observable<never> {
  return connect({ ...remoteOptions(options), ...place }).pipe(
    retry({ delay: () => timer(RETURN_MS, options.scheduler) }),
    ignoreElements(),
  );
}
