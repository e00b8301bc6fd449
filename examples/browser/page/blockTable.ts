import type { BlockRow } from './latestBlocks.js';
import type { ShownContents } from './shownBlock.js';
import { element } from './view.js';

/** Shows these rows, and keeps the elements of blocks that are shown already, so that an open row and the focus stay. */
export function showBlocks(rows: readonly BlockRow[]): void {
  const table = element('blocks') as HTMLTableElement;
  const shown = new Map([...table.tBodies].map((body) => [body.dataset['hash'], body]));
  for (const [index, row] of rows.entries()) {
    const body = shown.get(row.hash) ?? createBody(row);
    shown.delete(row.hash);
    if (table.tBodies[index] !== body) table.insertBefore(body, table.tBodies[index] ?? null);
    if (row.contents !== undefined && body.dataset['loaded'] === undefined) showContents(body, row, row.contents);
  }
  for (const body of shown.values()) body.remove();
}

function createBody({ hash, height, timestamp }: BlockRow): HTMLTableSectionElement {
  const body = document.createElement('tbody');
  body.dataset['hash'] = hash;
  const row = body.insertRow();
  const time = document.createElement('time');
  const date = new Date(timestamp * 1000);
  time.dateTime = date.toISOString();
  time.textContent = date.toLocaleString();
  const heading = document.createElement('th');
  heading.scope = 'row';
  heading.textContent = String(height);
  row.append(heading);
  addCell(row, hash, 'hash');
  addCell(row, time);
  addCell(row, '…', 'number');
  addCell(row, '…', 'number');
  return body;
}

function showContents(body: HTMLTableSectionElement, { hash, height }: BlockRow, contents: ShownContents): void {
  body.dataset['loaded'] = '';
  const cells = body.rows[0]!.cells;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = String(contents.transactionCount);
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', `transactions-${hash}`);
  button.setAttribute('aria-label', `${contents.transactionCount} transactions of block ${height}`);
  cells[3]!.replaceChildren(button);
  cells[4]!.textContent = String(contents.bytes);

  const details = body.insertRow();
  details.id = `transactions-${hash}`;
  details.hidden = true;
  addCell(details, createList(contents)).colSpan = 5;
  button.addEventListener('click', () => {
    details.hidden = !details.hidden;
    button.setAttribute('aria-expanded', String(!details.hidden));
  });
}

function createList({ transactionCount, transactions }: ShownContents): HTMLOListElement {
  const list = document.createElement('ol');
  list.className = 'details';
  for (const { txid, value, vsize } of transactions) {
    const id = document.createElement('span');
    id.className = 'hash';
    id.textContent = txid;
    addItem(list, id, ` ${value}, ${vsize} virtual bytes`);
  }
  const rest = transactionCount - transactions.length;
  if (rest > 0) addItem(list, `and ${rest} more`);
  return list;
}

function addItem(list: HTMLOListElement, ...contents: (string | Node)[]): void {
  const item = document.createElement('li');
  item.append(...contents);
  list.append(item);
}

function addCell(row: HTMLTableRowElement, content: string | Node, className = ''): HTMLTableCellElement {
  const cell = row.insertCell();
  cell.className = className;
  cell.append(content);
  return cell;
}
