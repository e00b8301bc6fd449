import type { NumberField, TextField } from './searchedPeer.js';

/** A field of text. */
export interface TextFieldRule {
  /** A description, for the help. */
  readonly help: string;
  /** True if the whole text has to match; false: a part of it. */
  readonly isExact: boolean;
  /** The only values that it has, if they are known. */
  readonly values?: readonly string[];
}

/** A field of numbers. */
export interface NumberFieldRule {
  /** A description, for the help. */
  readonly help: string;
  /** The factor of each unit; '' is a number without a unit. */
  readonly units: Readonly<Record<string, number>>;
}

const part = (help: string): TextFieldRule => ({ help, isExact: false });
const exact = (help: string, values?: readonly string[]): TextFieldRule => ({
  help,
  isExact: true,
  ...(values === undefined ? {} : { values }),
});

/** The fields of text. */
export const TEXT_FIELDS: Readonly<Record<TextField, TextFieldRule>> = {
  agent: part('a part of the user agent'),
  address: part('a part of the address'),
  monitor: exact('the name of the monitor that has the connection'),
  service: exact('a service, such as witness'),
  feature: part('a part of a negotiated feature, such as cmpctblock'),
  group: part('a part of the network group, such as 20.1.0.0/16'),
  last: part('the command of the last message from the peer'),
  transport: exact('v1 (plaintext) or v2 (encrypted)', ['v1', 'v2']),
  direction: exact('inbound or outbound', ['inbound', 'outbound']),
  reason: part('a part of the reason why it ended'),
};

const COUNT = { '': 1 };
const MILLISECONDS = { '': 1, ms: 1, s: 1000 };
const BYTES = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 };
const DURATION = { '': 1000, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const SECONDS = { '': 1, s: 1, min: 60, h: 3600 };

/** The fields of numbers. */
export const NUMBER_FIELDS: Readonly<Record<NumberField, NumberFieldRule>> = {
  rtt: { help: 'the latest round trip: 300, 300ms, 1.5s', units: MILLISECONDS },
  height: { help: 'the block height', units: COUNT },
  version: { help: 'the negotiated protocol version', units: COUNT },
  received: { help: 'bytes received: 500, 20kB, 1.5MB', units: BYTES },
  sent: { help: 'bytes sent: 500, 20kB, 1.5MB', units: BYTES },
  age: { help: 'how long it is or was connected: 30s, 5min, 2h, 1d', units: DURATION },
  clock: { help: 'its clock minus ours: 60s, -10min', units: SECONDS },
  faults: { help: 'the number of faults', units: COUNT },
  missed: { help: 'the number of questions without a good answer', units: COUNT },
  id: { help: 'the number of the peer in this run', units: COUNT },
};
