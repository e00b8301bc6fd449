import { alertValues } from './scriptedAlertPeer.js';
import { byteValues } from './byteValues.js';
import { chainValues } from './chainValues.js';
import { compactFilterValues } from './compactFilterValues.js';
import { exchangeValues } from './exchangeValues.js';
import { inventoryValues } from './inventoryValues.js';
import { messageValues } from './messageValues.js';
import { monitorValues } from './monitorValues.js';
import { outcomeValues } from './outcomeValues.js';
import { v2Values } from './v2Values.js';
import type { Constructors } from './definitions.js';

/** Every name that may follow `where  x =`. */
export const constructors: Constructors = {
  ...alertValues,
  ...byteValues,
  ...chainValues,
  ...compactFilterValues,
  ...exchangeValues,
  ...inventoryValues,
  ...messageValues,
  ...monitorValues,
  ...outcomeValues,
  ...v2Values,
};
