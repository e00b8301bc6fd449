import type { BookCase } from './parsePage.mjs';

export const INITIAL_STATE: readonly string[];
export function flowOf(bookCase: BookCase): { readonly ins: string[]; readonly outs: string[] };
export function isMark(row: string): boolean;
export function endsWithSubscription(row: string): boolean;
export function answersAtOnce(bookCase: BookCase): [said: string, answers: string][];
