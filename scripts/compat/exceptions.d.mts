/** Why a cell does not work. */
export interface Exception {
  /** Matches what the tool prints. */
  output: RegExp;
  reason: string;
  workaround: string;
}
export const EXCEPTIONS: Readonly<Record<string, Exception>>;
