import { readFileSync } from 'node:fs';
import { fromHex } from '../../../lib/index.js';

interface LitecoinFixture {
  readonly block: { readonly hash: string; readonly hex: string; readonly txids: readonly string[] };
  readonly pegIn: { readonly txid: string; readonly wtxid: string; readonly hex: string };
  readonly mwebOnly: { readonly hex: string };
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/litecoin.json', import.meta.url), 'utf8'),
) as LitecoinFixture;

/** Block 432 of a Litecoin regtest chain, the first with MWEB: coinbase, peg-in, and the integrating transaction with flag 8. */
export const mwebBlock = { ...fixture.block, payload: fromHex(fixture.block.hex) };
/** A transaction with witnesses and MWEB: flags 9. */
export const pegIn = { ...fixture.pegIn, payload: fromHex(fixture.pegIn.hex) };
/** A transaction with neither inputs nor outputs: flags 8. */
export const mwebOnly = { payload: fromHex(fixture.mwebOnly.hex) };
