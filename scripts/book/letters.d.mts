import type { BookCase, Definitions } from './parsePage.mjs';

export function lettersOf(bookCase: BookCase): string[];
export function lettersShown(bookCase: BookCase): string[];
export function lettersIn(definition: string, where: Definitions): string[];
