/** The address of a peer, with its monitor if it has one: several monitors may be connected to the same node. */
export function addressText(address: string, monitor: string | undefined): string {
  return monitor === undefined ? address : `${address} of ${monitor}`;
}
