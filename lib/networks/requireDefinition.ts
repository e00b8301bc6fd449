import { didYouMean } from '../base/didYouMean.js';
import { invalidOption, requireArray, requireBoolean, requireInteger, requireText } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import { isCommand } from '../frame/header.js';
import { isTransportChoice, type TransportChoice } from '../frame/transportChoice.js';
import { BITCOIN_LIMITS, type MessageLimits } from '../messages/limits.js';
import { requirePolicyProfile, type PolicyProfile } from '../policy/policyProfile.js';

/** A byte names the message; 0 begins the long form (BIP324). */
const MAX_SHORT_IDS = 256;

/** The fields of a NetworkDefinition that are checked. */
export interface CheckedDefinition {
  name?: string;
  magic?: number;
  defaultPort?: number;
  protocolVersion?: number;
  limits?: Partial<MessageLimits>;
  genesisHash?: string;
  dnsSeeds?: readonly string[];
  policy?: PolicyProfile;
  transport?: TransportChoice;
  shortIds?: readonly string[];
}

/** Errors with LocalProtocolError `INVALID_OPTION` for an invalid definition, naming the field. */
export function requireDefinition(definition: CheckedDefinition): void {
  const { defaultPort, dnsSeeds, genesisHash, limits, magic, name, policy, protocolVersion, shortIds } = definition;
  const { transport } = definition;
  requireText('name', name ?? '');
  requireInteger('magic', magic ?? NaN, 0, 0xffff_ffff);
  requireInteger('defaultPort', defaultPort ?? NaN, 1, 65_535);
  requireInteger('protocolVersion', protocolVersion, 1, 0x7fff_ffff);
  if (genesisHash !== undefined && !/^[0-9a-f]{64}$/.test(genesisHash)) {
    invalidOption('genesisHash', `64 lower-case hex digits expected, got ${show(genesisHash)}`);
  }
  requireArray('dnsSeeds', dnsSeeds);
  for (const [i, seed] of (dnsSeeds ?? []).entries()) requireSeed(`dnsSeeds/${i}`, seed);
  if (policy !== undefined) requirePolicyProfile(policy);
  if (transport !== undefined && !isTransportChoice(transport)) {
    invalidOption('transport', `'v2-or-v1', 'v2' or 'v1' expected, got ${show(transport)}`);
  }
  requireArray('shortIds', shortIds);
  requireShortIds(shortIds ?? []);
  if (limits !== undefined) requireLimits(limits);
}

/** A name to resolve: no port, no URL, no spaces. */
function requireSeed(option: string, seed: unknown): void {
  if (typeof seed === 'string' && /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(seed)) return;
  invalidOption(option, `host name without a port expected, got ${show(seed)}`);
}

function requireShortIds(shortIds: readonly string[]): void {
  if (shortIds.length > MAX_SHORT_IDS) {
    invalidOption('shortIds', `at most ${MAX_SHORT_IDS} commands expected, got ${shortIds.length}`);
  }
  const seen = new Set<string>();
  for (const [number, command] of shortIds.entries()) {
    const option = `shortIds/${number}`;
    if (command === '') continue;
    if (number === 0) invalidOption(option, `'' expected, because number 0 begins the long form, got ${show(command)}`);
    if (typeof command !== 'string' || !isCommand(command))
      invalidOption(option, `command expected, got ${show(command)}`);
    if (seen.has(command)) invalidOption(option, `each command once expected, got ${show(command)} again`);
    seen.add(command);
  }
}

function requireLimits(limits: Partial<MessageLimits>): void {
  if (typeof limits !== 'object' || limits === null) invalidOption('limits', `object expected, got ${show(limits)}`);
  for (const [name, value] of Object.entries(limits)) {
    const option = `limits/${name}`;
    if (!Object.hasOwn(BITCOIN_LIMITS, name)) {
      invalidOption(option, `no such limit is known${didYouMean(name, Object.keys(BITCOIN_LIMITS))}`);
    } else if (name === 'allowsEmptyWitness') requireBoolean(option, value);
    else if (name !== 'unknownTransactionFlags') requireInteger(option, value as number, 0, 0xffff_ffff);
    else if (value !== 'refuse' && value !== 'keep')
      invalidOption(option, `'refuse' or 'keep' expected, got ${show(value)}`);
  }
}
