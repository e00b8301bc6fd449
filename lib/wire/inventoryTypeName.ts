import { InventoryType } from '../messages/inventory.js';

const NAMES = new Map<number, string>([
  [InventoryType.transaction, 'tx'],
  [InventoryType.witnessTransaction, 'tx'],
  [InventoryType.witnessTransactionId, 'wtx'],
  [InventoryType.block, 'block'],
  [InventoryType.witnessBlock, 'block'],
  [InventoryType.filteredBlock, 'merkleblock'],
  [InventoryType.filteredWitnessBlock, 'merkleblock'],
  [InventoryType.compactBlock, 'cmpctblock'],
]);

/**
 * The kind of object that an inventory item of this type names: `tx`, `block`, `cmpctblock`; `type 0x9` for an unknown type. Witnesses
 * make no difference.
 */
export function inventoryTypeName(type: number): string {
  return NAMES.get(type) ?? `type 0x${type.toString(16)}`;
}
