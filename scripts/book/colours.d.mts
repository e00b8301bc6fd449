import type { Page } from './parsePage.mjs';

export const PALETTE: readonly { readonly fill: string; readonly letter: string }[];
export function colourLetters(page: Page): Map<string, number>;
