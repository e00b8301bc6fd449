import { struct } from '../bytes/combinators.js';
import { bool, i64le, u64le } from '../bytes/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** Announce transactions by wtxid; between version and verack, from protocol 70016 on (BIP339). */
export const wtxidrelay = defineMessage('wtxidrelay', struct({}));
export type WtxidrelayMessage = MessageOfDefinition<typeof wtxidrelay>;

/** Send me addresses as addrv2; between version and verack (BIP155). */
export const sendaddrv2 = defineMessage('sendaddrv2', struct({}));
export type Sendaddrv2Message = MessageOfDefinition<typeof sendaddrv2>;

/** Announce blocks by headers (BIP130). */
export const sendheaders = defineMessage('sendheaders', struct({}));
export type SendheadersMessage = MessageOfDefinition<typeof sendheaders>;

/** Announce blocks by cmpctblock (`announce`), and which version of compact blocks is meant; only 2 is in use (BIP152). */
export const sendcmpct = defineMessage('sendcmpct', struct({ announce: bool, version: u64le }));
export type SendcmpctMessage = MessageOfDefinition<typeof sendcmpct>;

/** Announce no transaction that pays less than `feeRate` satoshis per 1000 virtual bytes (BIP133). */
export const feefilter = defineMessage('feefilter', struct({ feeRate: i64le }));
export type FeefilterMessage = MessageOfDefinition<typeof feefilter>;
