/** Per folder of lib/ and for all: the number of mutants per outcome, and the share that a spec noticed. */
export function scores(results) {
  const rows = new Map();
  for (const { file, outcome } of results) {
    for (const folder of [file.split('/').slice(0, -1).join('/'), 'all']) {
      const row = rows.get(folder) ?? { killed: 0, survived: 0, timedOut: 0, equivalent: 0, untested: 0 };
      row[outcome] += 1;
      rows.set(folder, row);
    }
  }
  const all = rows.get('all');
  rows.delete('all');
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  if (all !== undefined) sorted.push(['all', all]);
  return sorted.map(([folder, row]) => ({ folder, ...row, score: scoreOf(row) }));
}

/** A timeout counts as noticed. Equivalent mutants are not counted. */
function scoreOf({ killed, timedOut, survived, untested }) {
  const counted = killed + timedOut + survived + untested;
  return counted === 0 ? 1 : (killed + timedOut) / counted;
}

/** The scores as lines of a table. */
export function scoreTable(rows) {
  const header = ['folder', 'killed', 'timed out', 'survived', 'no spec', 'equivalent', 'score'];
  const cells = rows.map((row) =>
    [row.folder, row.killed, row.timedOut, row.survived, row.untested, row.equivalent, percent(row.score)].map(String),
  );
  const widths = header.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i].length)));
  return [header, ...cells].map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
}

/** Rounded down, so that a folder with a survivor never shows 100 %. */
function percent(score) {
  return `${Math.floor(score * 100)} %`;
}

/** At most `count` items in an order that depends on the seed: a Fisher-Yates shuffle by mulberry32. */
export function sample(items, count, seed) {
  const random = mulberry32(seed);
  const pool = [...items];
  for (let i = pool.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [pool[i], pool[j]] = [pool[j], pool[i]];
  }
  return pool.slice(0, count);
}

/** A small generator of numbers in [0, 1), by Tommy Ettinger. */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
