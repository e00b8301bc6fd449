export function faultsOf(folder: string): string[];
export function writeBook(folder: string): void;
