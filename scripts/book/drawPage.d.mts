import type { Page } from './parsePage.mjs';

export function drawPage(page: Page): string;
export function drawCaseAlone(page: Page, title: string): string;
