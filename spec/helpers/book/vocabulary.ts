import { byteWords } from './byteWords.js';
import { chainWords } from './chainWords.js';
import { compactFilterWords } from './compactFilterWords.js';
import { exchangeWords } from './exchangeWords.js';
import { inventoryWords } from './inventoryWords.js';
import { messageWords } from './messageWords.js';
import { monitorWords } from './monitorWords.js';
import { outcomeWords } from './outcomeWords.js';
import type { Vocabulary } from './words.js';

/** Every word that may stand behind `where  x =`. */
export const vocabulary: Vocabulary = {
  ...byteWords,
  ...chainWords,
  ...compactFilterWords,
  ...exchangeWords,
  ...inventoryWords,
  ...messageWords,
  ...monitorWords,
  ...outcomeWords,
};
