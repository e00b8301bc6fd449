export interface Column {
  name: string;
  title: string;
}
export interface Row {
  name: string;
  title: string;
  tool: string;
  runtime?: string;
  columns?: readonly string[];
  short?: readonly string[];
}
export interface Group {
  name: string;
  title: string;
  text: string;
  columns: readonly Column[];
  rows: readonly Row[];
}
export const MATRIX: readonly Group[];
