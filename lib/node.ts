/** `rxpeer/node`: peers over TCP. */
export { connect, type ConnectOptions } from './connect.js';
export { dial, type DialOptions } from './dial.js';
export { listen, type ListenOptions } from './listen.js';
