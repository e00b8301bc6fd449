import { readdirSync, readFileSync } from 'node:fs';
import { parsePage, type Page } from '../../../scripts/book/parsePage.mjs';

/** All pages of `marbles/`. `file` is the file's name without `.txt`. */
export const pages: readonly (Page & { readonly file: string })[] = readdirSync('marbles')
  .filter((file) => file.endsWith('.txt'))
  .map((file) => ({ file: file.slice(0, -'.txt'.length), ...parsePage(readFileSync(`marbles/${file}`, 'utf8')) }));
