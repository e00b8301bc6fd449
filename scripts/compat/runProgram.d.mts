export interface Ended {
  code: number | null;
  output: string;
  stdout: string;
}
export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  timeoutMs: number;
}
export const MAX_OUTPUT_CHARACTERS: number;
export function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<Ended>;
export function startProgram(
  file: string,
  args: readonly string[],
  options: RunOptions,
): { line(pattern: RegExp): Promise<RegExpExecArray>; kill(): void; ended: Promise<Ended> };
