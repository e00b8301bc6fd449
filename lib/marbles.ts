/** `rxpeer/marbles`: peers in virtual time. */
export { VirtualTime, type VirtualTimeOptions } from './virtual/virtualTime.js';
