import type { About } from './about.js';
import type { BestHeightState } from './bestHeightState.js';

/** The program and its pool as a whole. */
export interface ProgramRow {
  /** The program's clock, milliseconds since 1970. */
  readonly atMs: number;
  /** When the program started: differs after a restart of the program, and is the same after a reconnection. */
  readonly startedAtMs: number;
  /** The name of the network. */
  readonly network: string;
  readonly about: About;
  /** While no peer is connected: why the last attempt to connect failed. */
  readonly lastFailure?: ConnectFailure;
  /** The best height, as far as the claims of peers support it. */
  readonly bestHeight: BestHeightState;
  /** Ready peers that we accepted. */
  readonly inbound: number;
  /** Ready peers that we dialled. */
  readonly outbound: number;
  /** Connections that are being opened. */
  readonly connecting: number;
  /** Addresses that we have not connected to yet. */
  readonly freshAddresses: number;
  /** Addresses that we have connected to. */
  readonly triedAddresses: number;
  readonly discouragedAddresses: number;
  readonly bannedAddresses: number;
  /** From all peers, disconnected ones included. */
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /** To all peers, disconnected ones included. */
  readonly sentMessages: number;
  readonly sentBytes: number;
}

/** A connection that could not be opened, or whose handshake failed. */
export interface ConnectFailure {
  readonly atMs: number;
  readonly address: string;
  /** The code of the error. */
  readonly code: string;
  readonly text: string;
}
