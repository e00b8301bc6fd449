import { LocalProtocolError, RemoteProtocolError } from '../../../lib/base/errors.js';

/** The class, code and path of an error. */
export interface Fault {
  by: 'remote' | 'local';
  code: string;
  path: string;
}

/** The protocol error that the step throws, or undefined; other errors are thrown again. */
export function faultOf(step: () => unknown): Fault | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof RemoteProtocolError) return { by: 'remote', code: error.code, path: error.path };
    if (error instanceof LocalProtocolError) return { by: 'local', code: error.code, path: error.path };
    throw error;
  }
}

export const remote = (code: string, path = ''): Fault => ({ by: 'remote', code, path });
export const local = (code: string, path = ''): Fault => ({ by: 'local', code, path });
