import { EXCEPTIONS } from './exceptions.mjs';
import { MATRIX } from './matrix.mjs';

/** The cells of a run, in the order of the matrix. @returns {import('./cells.mjs').Cell[]} */
export function cellsOf({ isShort = false, only = [] } = {}, matrix = MATRIX, exceptions = EXCEPTIONS) {
  const all = matrix.flatMap((group) =>
    group.rows.flatMap((row) =>
      (row.columns ?? group.columns.map(({ name }) => name)).map((column) => ({
        name: `${row.name}/${column}`,
        group: group.name,
        row,
        column,
        exception: exceptions[`${row.name}/${column}`],
      })),
    ),
  );
  const names = new Set(all.flatMap(namesOf));
  const unknown = only.filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new RangeError(
      `no cell, row or group is named ${unknown.join(', ')}: the groups are ${matrix.map(({ name }) => name).join(', ')}; the rows ${matrix.flatMap(({ rows }) => rows.map(({ name }) => name)).join(', ')}`,
    );
  }
  return all
    .filter((cell) => !isShort || cell.row.short?.includes(cell.column))
    .filter((cell) => only.length === 0 || namesOf(cell).some((name) => only.includes(name)));
}

/** The names by which `--only` selects this cell. */
function namesOf({ name, group, row }) {
  return [name, row.name, group];
}
