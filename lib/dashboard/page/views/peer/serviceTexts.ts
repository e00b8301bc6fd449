/** The meaning of each service that a peer offers (Bitcoin Core, protocol.h ServiceFlags). */
const TEXTS: Readonly<Record<string, string>> = {
  network: 'serves the full block chain',
  getUtxo: 'answers getutxo (BIP64)',
  bloom: 'serves Bloom filters (BIP111)',
  witness: 'serves blocks and transactions with witnesses (BIP144)',
  compactFilters: 'serves compact block filters (BIP157)',
  networkLimited: 'serves at least the last 288 blocks (BIP159)',
  p2pV2: 'accepts the encrypted transport v2 (BIP324)',
};

/** The meaning of a service. */
export function serviceText(name: string): string {
  return TEXTS[name] ?? 'a service without a common name';
}
